// What the dialogs of tagging, deleting and undoing say.
import type { Area } from "../message";

export const changes = {} as const satisfies Area;
