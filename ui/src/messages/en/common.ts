// Words that many screens share.
import type { Area } from "../message";

export const common = {
  cancel: "Cancel",
  close: "Close",
  save: "Save",
  add: "Add",
  open: "Open",
  goTo: "Go to {name}",
  openInNewTab: "Open in new tab",
  tryAgain: "Try again",
  undo: "Undo",
  loading: "Loading…",
  unknown: "not known yet",
  none: "none",
  never: "never",
  repositories: { plural: "count", one: "{count} repository", other: "{count} repositories" },
  days: { plural: "count", one: "{count} day", other: "{count} days" },
  copyDigest: "Copy digest",
  copyReference: "Copy reference",
} as const satisfies Area;
