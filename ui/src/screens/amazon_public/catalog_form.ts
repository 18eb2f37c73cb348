// What the forms about a gallery page hold, and what of it Amazon would refuse. Pure.
import type { LogoChange, PublicCatalog } from "~/bridge/generated/contract";

/** Characters that the texts may have. */
export const limits = { description: 1024, page: 25_600, displayName: 100 } as const;

export const emptyCatalog: PublicCatalog = { description: "", about: "", usage: "", architectures: [], operatingSystems: [] };

/** The characters that Amazon counts: an emoji is one. */
export const lengthOf = (text: string): number => [...text].length;

/** Whether a text is too long for its field. */
export function isTooLong(catalog: PublicCatalog): boolean {
  return lengthOf(catalog.description) > limits.description || lengthOf(catalog.about) > limits.page || lengthOf(catalog.usage) > limits.page;
}

/** What stands between commas. */
export function splitNames(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** Those of chosen platforms that the gallery filters by, and the others. */
export function partPlatforms(chosen: readonly string[], findable: readonly string[]): { found: string[]; others: string[] } {
  return { found: chosen.filter((each) => findable.includes(each)), others: chosen.filter((each) => !findable.includes(each)) };
}

/** Grammar of Amazon's names of public repositories: single separators. */
export function isPublicName(name: string): boolean {
  return name.length >= 2 && name.length <= 205 && /^[a-z0-9]+(?:[._-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/.test(name);
}

export const keepLogo: LogoChange = { type: "keep" };
