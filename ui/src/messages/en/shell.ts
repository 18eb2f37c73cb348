// What the window around the screens says.
import type { Area } from "../message";

export const shell = {} as const satisfies Area;
