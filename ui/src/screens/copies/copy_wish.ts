// What a person wants copied, and what the form says of it. Pure.
import type { CopyWanted, ImageRow, RepositoryAt } from "~/bridge/generated/contract";
import { isTag } from "~/lib/oci_names";

export interface CopyWish {
  source: RepositoryAt;
  /** None means the whole repository. */
  images: readonly CopyWanted[];
  /** Where it was dropped. */
  destination?: { connection: string; repository?: string | undefined } | undefined;
}

/** The words of a field, separated by spaces or commas. */
export function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}

/** The first word that is no tag. */
export function firstBadTag(words: readonly string[]): string | undefined {
  return words.find((word) => !isTag(word));
}

/** The first word that is no platform. */
export function firstBadPlatform(words: readonly string[]): string | undefined {
  return words.find((word) => !/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/.test(word));
}

/** What is copied of selected rows: each under its tags, or by its digest where it has none. */
export function wantedOf(rows: readonly ImageRow[], isByTag: boolean): CopyWanted[] {
  return rows.flatMap((row) => {
    const tags = isByTag ? row.tags.slice(0, 1) : row.tags;
    const from = tags[0] ?? row.digest;
    if (from === undefined || from === null) return [];
    return tags.length > 1 ? tags.map((tag) => ({ from: tag, tags: [tag] })) : [{ from, tags: [...tags] }];
  });
}
