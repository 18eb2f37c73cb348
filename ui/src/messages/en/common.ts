// Words that many screens share.
import type { Area } from "../message";

export const common = {} as const satisfies Area;
