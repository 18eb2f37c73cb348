// Words that many screens share. In French.
import type { common as original } from "../en/common";
import type { Translated } from "../message";

export const common: Translated<typeof original> = {};
