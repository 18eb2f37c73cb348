// What the welcome screen says. In French.
import type { welcome as original } from "../en/welcome";
import type { Translated } from "../message";

export const welcome: Translated<typeof original> = {};
