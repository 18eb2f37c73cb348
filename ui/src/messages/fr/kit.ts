// What the kit itself says: names of its own controls. In French.
import type { kit as original } from "../en/kit";
import type { Translated } from "../message";

export const kit: Translated<typeof original> = {};
