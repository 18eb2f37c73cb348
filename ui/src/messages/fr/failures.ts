// What went wrong, why, and what helps. In French.
import type { failures as original } from "../en/failures";
import type { Translated } from "../message";

export const failures: Translated<typeof original> = {};
