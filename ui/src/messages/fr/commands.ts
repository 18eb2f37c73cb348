// The names of the commands. In French.
import type { commands as original } from "../en/commands";
import type { Translated } from "../message";

export const commands: Translated<typeof original> = {};
