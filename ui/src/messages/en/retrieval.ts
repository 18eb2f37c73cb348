// What is said of what Amazon charges for images that come back from the archive.
import type { Area } from "../message";

export const retrieval = {
  restored: "Back from the archive in 30 days",
  unknown: { plural: "count", one: "{count} image that came back from the archive is not counted: its size is not known.", other: "{count} images that came back from the archive are not counted: their sizes are not known." },
} as const satisfies Area;
