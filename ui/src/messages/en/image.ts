// What the image screen says.
import type { Area } from "../message";

export const image = {} as const satisfies Area;
