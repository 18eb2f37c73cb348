// What the screens of connections say.
import type { Area } from "../message";

export const connections = {} as const satisfies Area;
