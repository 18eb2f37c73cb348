// What the made-up host answers about the gallery.
import type { Answers } from "./fake_host";

type GalleryCommand =
  | "search_gallery"
  | "read_gallery_shelf"
  | "keep_search"
  | "forget_searches"
  | "read_listing"
  | "list_listing_tags"
  | "list_uses"
  | "read_logo"
  | "visit_listing"
  | "read_publisher"
  | "ask_sources"
  | "list_sources"
  | "switch_source"
  | "start_harvest"
  | "pause_harvest"
  | "export_pack"
  | "import_pack";

const nothing = { publishers: [], architectures: [], systems: [], kinds: [], sources: [], categories: [], standings: [], updatedSince: null, updatedBefore: null, leastPulls: null, mostPulls: null };

/** A gallery with nothing in it. */
export function makeGalleryAnswers(absent: () => never): Pick<Answers, GalleryCommand> {
  return {
    search_gallery: ({ offset }) => ({ total: 0, all: 0, corrected: false, offset, hits: [], facets: null, understood: nothing, rebuilding: false, revision: 1 }),
    read_gallery_shelf: () => ({ searches: [], opened: [], bookmarked: [], listings: 0 }),
    keep_search: () => ({}),
    forget_searches: () => ({}),
    read_listing: absent,
    list_listing_tags: ({ offset }) => ({ total: 0, all: 0, offset, rows: [], more: false, observedAt: null, refreshing: false, problem: null, revision: 1 }),
    list_uses: () => ({ pull: [], snippets: [] }),
    read_logo: () => ({ url: null }),
    visit_listing: absent,
    read_publisher: absent,
    ask_sources: () => ({ added: 0, refreshed: 0, problems: [] }),
    list_sources: () => [],
    switch_source: absent,
    start_harvest: () => "j1",
    pause_harvest: () => ({}),
    export_pack: ({ path }) => ({ job: "j2", path: path ?? "gallery.portolan-pack", listings: 0 }),
    import_pack: () => "j3",
  };
}
