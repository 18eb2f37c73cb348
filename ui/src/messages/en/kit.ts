// What the kit itself says: names of its own controls.
import type { Area } from "../message";

export const kit = {
  close: "Close",
  dismiss: "Dismiss",
  notifications: "Notifications",
  loading: "Loading…",
  copied: "Copied",
  copyDetail: "Copy technical detail",
  columnWidth: "Width of column {column}",
} as const satisfies Area;
