// What is said of what a registry does with an image by itself, in the list of images.
import type { Area } from "../message";

export const upkeep = {
  signing: "Signature",
  trusted: "trusted",
  unsigned: "unsigned",
  signingRunning: "signing…",
  signingFailed: "signing failed",
  replication: "Copies",
  copiedNowhere: "none",
  copied: { plural: "count", one: "in {count} place", other: "in {count} places" },
  copying: "copying…",
  copyFailed: { plural: "count", one: "{count} failed", other: "{count} failed" },
  copy: "{account} in {region}: {state}",
  signature: "{profile}: {state}",
  complete: "complete",
  running: "under way",
  failed: "failed",
  failedBecause: "failed: {reason}",
  unknown: "not known",
  hide: "Hide",
} as const satisfies Area;
