// What is said of scans of Amazon ECR's images and of what they found.
import type { Area } from "../message";

export const scans = {
  tab: "Scanning",
  imageTab: "Scan",
  ofRegistry: "Rules of the whole registry, where there are some, come before this switch.",
  image: "Image",
  noImages: "There is no image to scan yet.",
  scanNow: "Scan now",
  scanStarted: "The scan has begun",
  scanStartedDetail: "You are told when it is over.",
  oncePerDay: "A basic scan is possible once a day for each image.",
  completed: "Ended {when}.",
  knowledge: "What was known of vulnerabilities then is from {when}.",

  // How far it is.
  never: "This image was never scanned.",
  pending: "The scan waits for its turn.",
  inProgress: "The scan is under way.",
  complete: "The scan is complete.",
  active: "The image is scanned continuously: what becomes known later is found as well.",
  failed: "The scan failed.",
  unsupportedImage: "The registry cannot scan this kind of image, or its operating system.",
  scanEligibilityExpired: "The image is too old to be scanned any longer: push it again, or lengthen the time in Inspector.",
  findingsUnavailable: "The findings cannot be had now: ask again later.",
  limitExceeded: "The limit of scans is reached: ask again later.",
  imageArchived: "The image is in the archive: restore it to have it scanned.",
  imageSizeExceeded: "The image is too large to be scanned.",
  unknown: "The registry tells a state of the scan that Portolan does not know.",

  // Findings.
  findings: "Findings",
  clean: "Nothing was found.",
  cut: "There are more findings than are told here.",
  search: "Search name or package",
  severity: "Severity",
  everySeverity: "Every severity",
  name: "Vulnerability",
  score: "Score",
  package: "Package",
  installed: "Installed",
  fixedIn: "Fixed in",
  noFix: "no fix yet",
  exploited: "known to be exploited",
  noneMatch: "No finding matches.",
  shown: { plural: "all", one: "{shown} of {all} finding", other: "{shown} of {all} findings" },
  saveCsv: "Save as CSV",
  saveJson: "Save as JSON",
  saved: "Saved as {path}",

  // Two images.
  compareWith: "Compare with",
  noOther: "no other image",
  newOnes: { plural: "count", zero: "None new", one: "{count} new", other: "{count} new" },
  goneOnes: { plural: "count", zero: "none gone", one: "{count} gone", other: "{count} gone" },
  sameOnes: { plural: "count", zero: "none the same", one: "{count} the same", other: "{count} the same" },
  against: "What this image has against {name}",
  new: "new",
  gone: "gone",
  same: "same",
  otherNotScanned: "One of the two has no complete scan, so all of the other’s findings count as differing.",

  // The news of its end.
  ended: "Scan of {name}: {outcome}",
  look: "Look at it",
} as const satisfies Area;
