// What the Activity screen says.
import type { Area } from "../message";

export const activity = {} as const satisfies Area;
