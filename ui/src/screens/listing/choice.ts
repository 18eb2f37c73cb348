// The one choice of tag and platform that the whole page follows. It lives in the address.

import { useCallback } from "react";
import type { ListingCard, ListingTag } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { useAddressState } from "~/places/search";

export interface Choice {
  /** A tag or a digest. */
  selector: string;
  /** `linux/arm64`; empty leaves it to the engine. */
  platform: string;
  /** Platforms there are to choose from. */
  platforms: readonly string[];
  setSelector: (selector: string) => void;
  setPlatform: (platform: string) => void;
}

/** The tag that a person means who names none. */
const usual = "latest";
/** Tags that are looked at for the usual one, the newest version first. */
const firstLook = 200;

/** `linux/amd64` …, where there is one system alone: with several, nobody says which architectures each has. */
export function platformsOfCard({ systems, architectures }: Pick<ListingCard, "systems" | "architectures">): string[] {
  const [system] = systems;
  return system === undefined || systems.length > 1 ? [] : architectures.map((architecture) => `${system}/${architecture}`);
}

/** The platforms of a tag; where it tells none, those that other tags or the card tell. */
function platformsOf(chosen: ListingTag | undefined, tags: readonly ListingTag[], card: ListingCard): readonly string[] {
  if (chosen && chosen.platforms.length > 0) return chosen.platforms;
  const told = new Set(tags.flatMap((row) => row.platforms));
  return told.size > 0 ? [...told].sort() : platformsOfCard(card);
}

/** The tag to begin with: the usual one where it is there or nothing is known, else the newest. */
export function firstTag(tags: readonly ListingTag[]): string {
  if (tags.length === 0 || tags.some((row) => row.tag === usual)) return usual;
  return tags[0]?.tag ?? usual;
}

export function useChoice(card: ListingCard): Choice {
  const [selector, setSelector] = useAddressState("selector");
  const [platform, setPlatform] = useAddressState("platform");
  const tags = useAsk("list_listing_tags", {
    reference: card.reference,
    filter: "",
    sort: { column: "tag", descending: true },
    offset: 0,
    limit: firstLook,
  }).data?.rows;
  const chosen = selector === "" ? firstTag(tags ?? []) : selector;
  const row = tags?.find(({ tag }) => tag === chosen);
  const platforms = platformsOf(row, tags ?? [], card);
  return {
    selector: chosen,
    // A platform that was chosen stays, though the tag may not tell that it has it.
    platform,
    platforms: platform === "" || platforms.includes(platform) ? platforms : [platform, ...platforms],
    setSelector: useCallback((next: string) => setSelector(next), [setSelector]),
    setPlatform: useCallback((next: string) => setPlatform(next), [setPlatform]),
  };
}
