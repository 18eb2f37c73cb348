// What the screens of connections say. In French.
import type { connections as original } from "../en/connections";
import type { Translated } from "../message";

export const connections: Translated<typeof original> = {};
