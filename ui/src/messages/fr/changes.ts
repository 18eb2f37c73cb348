// What the dialogs of tagging, deleting and undoing say. In French.
import type { changes as original } from "../en/changes";
import type { Translated } from "../message";

export const changes: Translated<typeof original> = {};
