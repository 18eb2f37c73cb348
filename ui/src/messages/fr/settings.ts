// What the Settings screen says. In French.
import type { settings as original } from "../en/settings";
import type { Translated } from "../message";

export const settings: Translated<typeof original> = {};
