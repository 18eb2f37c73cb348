// The filters, order and grouping of a repository's images, as texts of the address and as the question to ask.

import type { Grouping, ImageColumn, ImageFilter, ImageKind, ImageSort } from "~/bridge/generated/contract";

/** What can be chosen for age: created at most, or at least, so many days ago. */
export const ageChoices = ["newer-1", "newer-7", "newer-30", "newer-365", "older-30", "older-90", "older-365"] as const;

export const kinds: readonly ImageKind[] = ["image", "index", "helmChart", "sbom", "signature", "attestation", "artifact", "relic"];

const columns: readonly ImageColumn[] = ["tag", "digest", "platforms", "size", "created", "kind", "age"];

/** The texts that the address keeps; each is empty where nothing is chosen. */
export interface FilterTexts {
  text: string;
  platform: string;
  kind: string;
  age: string;
}

/** The filter to ask with. What the address says wrongly counts as not said. */
export function readFilter({ text, platform, kind, age }: FilterTexts): ImageFilter {
  const [bound, days] = age.split("-");
  const count = days !== undefined && /^\d{1,5}$/.test(days) ? Number(days) : null;
  return {
    text: text.trim(),
    platform: platform === "" ? null : platform,
    kind: kinds.find((each) => each === kind) ?? null,
    newerThanDays: bound === "newer" ? count : null,
    olderThanDays: bound === "older" ? count : null,
  };
}

/** Whether anything is filtered. */
export function isFiltering(filter: ImageFilter): boolean {
  return filter.text !== "" || filter.platform !== null || filter.kind !== null || filter.newerThanDays !== null || filter.olderThanDays !== null;
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
