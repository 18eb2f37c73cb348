// What the welcome screen says.
import type { Area } from "../message";

export const welcome = {} as const satisfies Area;
