// What the registry screen says. In French.
import type { registry as original } from "../en/registry";
import type { Translated } from "../message";

export const registry: Translated<typeof original> = {};
