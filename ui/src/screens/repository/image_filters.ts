// The filters, order and grouping of a repository's images, as texts of the address and as the question to ask.

import type { Grouping, ImageColumn, ImageDate, ImageFilter, ImageKind, ImageSort, Severity, StorageClass } from "~/bridge/generated/contract";

/** What can be chosen for age: created at most, or at least, so many days ago. */
export const ageChoices = ["newer-1", "newer-7", "newer-30", "newer-365", "older-30", "older-90", "older-365"] as const;

/** The same for dates that only some registries tell. */
export const pushedChoices = ["newer-1-pushed", "newer-7-pushed", "newer-30-pushed", "older-90-pushed", "older-365-pushed"] as const;
export const pulledChoices = ["newer-7-pulled", "newer-30-pulled", "older-30-pulled", "older-90-pulled", "older-365-pulled"] as const;

/** What a scan found at least, the worst first. */
export const severities = ["critical", "high", "medium", "low"] as const satisfies readonly Severity[];

export const storageClasses: readonly StorageClass[] = ["standard", "archive", "restoring"];

export const kinds: readonly ImageKind[] = ["image", "index", "helmChart", "sbom", "signature", "attestation", "artifact", "relic"];

const columns: readonly ImageColumn[] = [
  "tag",
  "digest",
  "platforms",
  "size",
  "created",
  "kind",
  "age",
  "pushed",
  "pulled",
  "scan",
  "storage",
  "signing",
  "replication",
];

const dates: readonly ImageDate[] = ["pushed", "pulled"];

/** The texts that the address keeps; each is empty where nothing is chosen. */
export interface FilterTexts {
  text: string;
  platform: string;
  kind: string;
  age: string;
  severity: string;
  storage: string;
}

/** The filter to ask with. What the address says wrongly counts as not said. */
export function readFilter({ text, platform, kind, age, severity, storage }: FilterTexts): ImageFilter {
  const [bound, days, date] = age.split("-");
  const count = days !== undefined && /^\d{1,5}$/.test(days) ? Number(days) : null;
  return {
    text: text.trim(),
    platform: platform === "" ? null : platform,
    kind: kinds.find((each) => each === kind) ?? null,
    date: dates.find((each) => each === date) ?? "created",
    newerThanDays: bound === "newer" ? count : null,
    olderThanDays: bound === "older" ? count : null,
    severity: severities.find((each) => each === severity) ?? null,
    storage: storageClasses.find((each) => each === storage) ?? null,
  };
}

/** Whether anything is filtered. */
export function isFiltering(filter: ImageFilter): boolean {
  const { text, platform, kind, newerThanDays, olderThanDays, severity, storage } = filter;
  return text !== "" || [platform, kind, newerThanDays, olderThanDays, severity, storage].some((each) => each !== null);
}

/** The newest version first, until another order is asked for. */
export const firstSort: ImageSort = { column: "tag", descending: true };

/** `size-down` as an order. */
export function readSort(text: string): ImageSort {
  const [name, direction] = text.split("-");
  const column = columns.find((each) => each === name);
  return column ? { column, descending: direction === "down" } : firstSort;
}

export function writeSort({ column, descending }: ImageSort): string {
  const isFirst = column === firstSort.column && descending === firstSort.descending;
  return isFirst ? "" : `${column}-${descending ? "down" : "up"}`;
}

export function readGrouping(text: string): Grouping {
  return text === "tag" ? "tag" : "digest";
}
