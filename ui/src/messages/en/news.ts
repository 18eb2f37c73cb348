// What Settings say of how news are told.
import type { Area } from "../message";

export const news = {
  title: "News",
  bySystem: "Tell by the system’s notifications too",
  help: "For who looks elsewhere: a scan that ended, an alias that Amazon decided on. The window tells them in any case.",
} as const satisfies Area;
