// What a person wants copied, and what the form says of it. Pure.
import type { CopyWanted, ImageInFile, ImageRow, RepositoryAt } from "~/bridge/generated/contract";
import { isTag } from "~/lib/oci_names";

export interface CopyWish {
  source: RepositoryAt;
  /** None means the whole repository. */
  images: readonly CopyWanted[];
  /** Where it was dropped. */
  destination?: { connection: string; repository?: string | undefined } | undefined;
}

/** A file whose images a person wants pushed. */
export interface PushWish {
  destination: RepositoryAt;
  /** The file, where it was dropped. */
  path?: string | undefined;
}

/** What a person changed about the images of a file, by their place in it. */
export type FileChoices = Readonly<Record<number, { isOff?: boolean; tags?: string } | undefined>>;

/** What is pushed of a file: every image unless it was left out, under its own tag or those that were typed. */
export function wantedOfFile(images: readonly ImageInFile[], choices: FileChoices): CopyWanted[] {
  return images.flatMap((image, at) => {
    const choice = choices[at];
    if (choice?.isOff === true) return [];
    return [{ from: image.digest, tags: wordsOf(choice?.tags ?? image.tag ?? "") }];
  });
}

/** The image of an engine that is pushed, and its tags. */
export interface EngineChoice {
  /** Its name, or what the engine knows it by. */
  image: string;
  tags: string;
}

/** The tag at the end of a whole name; nothing of an identity. */
export function tagOfName(name: string): string {
  const last = name.split("/").at(-1) ?? "";
  const tag = last.split(":")[1] ?? "";
  return isTag(tag) && !/^[0-9a-f]{64}$/.test(tag) ? tag : "";
}

/** A tag that comes twice. */
export function clashOf(tags: readonly string[]): string | undefined {
  return tags.find((tag, at) => tags.indexOf(tag) !== at);
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
