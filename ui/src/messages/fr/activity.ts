// What the Activity screen says. In French.
import type { activity as original } from "../en/activity";
import type { Translated } from "../message";

export const activity: Translated<typeof original> = {};
