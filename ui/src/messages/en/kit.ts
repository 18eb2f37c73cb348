// What the kit itself says: names of its own controls.
import type { Area } from "../message";

export const kit = {} as const satisfies Area;
