// What the repository screen says. In French.
import type { repository as original } from "../en/repository";
import type { Translated } from "../message";

export const repository: Translated<typeof original> = {};
