// What the registry screen says.
import type { Area } from "../message";

export const registry = {} as const satisfies Area;
