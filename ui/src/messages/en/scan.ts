// What is said of scans for vulnerabilities.
import type { Area } from "../message";

export const scan = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
  informational: "informational",
  undefined: "unrated",
  clean: "nothing found",
  andOthers: "+{count}",
  pending: "waiting",
  running: "scanning…",
  complete: "scanned",
  failed: "scan failed",
  notCovered: "not scanned",
  // The filter.
  filter: "Scan",
  any: "Any scan",
  atLeastCritical: "Critical",
  atLeastHigh: "High or worse",
  atLeastMedium: "Medium or worse",
  atLeastLow: "Low or worse",
} as const satisfies Area;
