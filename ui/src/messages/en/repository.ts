// What the repository screen says.
import type { Area } from "../message";

export const repository = {} as const satisfies Area;
