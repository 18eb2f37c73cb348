// What the image screen says. In French.
import type { image as original } from "../en/image";
import type { Translated } from "../message";

export const image: Translated<typeof original> = {};
