// What went wrong, why, and what helps.
import type { Area } from "../message";

export const failures = {} as const satisfies Area;
