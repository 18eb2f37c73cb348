// What is said of the archive of a registry that has one.
import type { Area } from "../message";

export const archive = {
  archive: "Archive…",
  restore: "Restore from the archive…",
  noneHere: "None of these images can be put away.",
  noneAway: "None of these images is in the archive.",
  archiveTitle: { plural: "count", one: "Put {count} image into the archive?", other: "Put {count} images into the archive?" },
  restoreTitle: { plural: "count", one: "Restore {count} image?", other: "Restore {count} images?" },
  notPulled: "An archived image cannot be pulled until it is restored.",
  least: "The archive is billed for at least 90 days, however soon the image leaves it.",
  retrieval: "Restoring is charged by the gigabyte, and days of the archive’s 90 that are left are billed.",
  takes: "Restoring takes up to 20 minutes; until then the image is being restored and cannot be pulled.",
  takesLater: "Getting it back takes up to 20 minutes, and is charged by the gigabyte.",
  bytes: "{bytes} in all.",
  others: { plural: "count", one: "{count} of the selected images is elsewhere already and is left alone.", other: "{count} of the selected images are elsewhere already and are left alone." },
  undoArchive: "Undo in Activity restores them.",
  undoRestore: "Undo in Activity puts them away again, once they are back.",
  tooMany: "At most {most} images at a time.",
  archived: { plural: "count", one: "{count} image was put into the archive", other: "{count} images were put into the archive" },
  restoring: { plural: "count", one: "{count} image is being restored", other: "{count} images are being restored" },
  toActivity: "Activity",
  failed: "What did not work",
  failedCount: { plural: "count", one: "{count} image stayed where it was:", other: "{count} images stayed where they were:" },
  archivedDeed: { plural: "count", one: "Archive {count} image of {name}", other: "Archive {count} images of {name}" },
  restoredDeed: { plural: "count", one: "Restore {count} image of {name}", other: "Restore {count} images of {name}" },
} as const satisfies Area;
