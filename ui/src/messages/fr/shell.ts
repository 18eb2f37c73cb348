// What the window around the screens says. In French.
import type { shell as original } from "../en/shell";
import type { Translated } from "../message";

export const shell: Translated<typeof original> = {};
