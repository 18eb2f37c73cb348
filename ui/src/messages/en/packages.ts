// What is said of what changed between two images by their lists of packages.
import type { Area } from "../message";

export const packages = {
  title: "Packages",
  loading: "Reading what is attached…",
  none: "No list of packages (SBOM, as SPDX or CycloneDX) is attached to {digests}.",
  unreadable: "A list of packages is attached, but can’t be read: {why} {said}",
  sums: "{added} added, {removed} removed, {changed} in other versions, {same} the same.",
  otherForms: "The two lists are of different forms, which may call a package otherwise.",
  package: "Package",
  ecosystem: "Of",
  notThere: "not there",
  gone: "removed",
} as const satisfies Area;
