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

/** `linux/amd64` …, as far as a card tells: which architectures another system has it does not say. */
export function platformsOfCard({ systems, architectures }: Pick<ListingCard, "systems" | "architectures">): string[] {
  const system = systems.length === 0 || systems.includes("linux") ? "linux" : systems[0];
  const first = architectures.map((architecture) => `${system ?? "linux"}/${architecture}`);
  const others = systems.filter((each) => each !== system && architectures.includes("amd64")).map((each) => `${each}/amd64`);
  return [...first, ...others];
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
  const ofTag = tags?.find((row) => row.tag === chosen)?.platforms ?? [];
  const platforms = ofTag.length > 0 ? ofTag : platformsOfCard(card);
  return {
    selector: chosen,
    // A platform that was chosen stays, though the tag may not tell that it has it.
    platform,
    platforms: platform === "" || platforms.includes(platform) ? platforms : [platform, ...platforms],
    setSelector: useCallback((next: string) => setSelector(next), [setSelector]),
    setPlatform: useCallback((next: string) => setPlatform(next), [setPlatform]),
  };
}
