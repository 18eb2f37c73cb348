// The names of the commands.
import type { Area } from "../message";

export const commands = {} as const satisfies Area;
