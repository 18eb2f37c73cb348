// What the made-up host answers about the gallery.
import type {
  Facet,
  GalleryFacets,
  GalleryFilter,
  GalleryHit,
  GallerySource,
  GalleryWindow,
  ListingCard,
  ListingTag,
  Piece,
  SearchGallery,
} from "~/bridge/generated/contract";
import { day, digestOf, failure, now } from "./fake_content";
import type { Answers } from "./fake_host";
import { listingAt, listings } from "./fake_listings";

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

export const noFilter: GalleryFilter = {
  publishers: [],
  architectures: [],
  systems: [],
  kinds: [],
  sources: [],
  categories: [],
  standings: [],
  updatedSince: null,
  updatedBefore: null,
  leastPulls: null,
  mostPulls: null,
};

type Choices = "publishers" | "architectures" | "systems" | "kinds" | "sources" | "categories" | "standings";

const fields: Readonly<Record<string, Choices>> = {
  publisher: "publishers",
  arch: "architectures",
  os: "systems",
  kind: "kinds",
  source: "sources",
  category: "categories",
};
const standings: Readonly<Record<string, string[]>> = { yes: ["official", "verified"], no: ["no"], official: ["official"], verified: ["verified"] };
const powers: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9 };

/** Much less than what the real one understands, and the same for what the screen writes. */
function read(text: string): { words: string[]; filter: GalleryFilter } {
  const filter = structuredClone(noFilter);
  const words: string[] = [];
  for (const token of text.match(/\S*"[^"]*"\S*|\S+/g) ?? []) {
    const [, name = "", value = ""] = /^(\w+):(.*)$/.exec(token) ?? [];
    const field = fields[name.toLowerCase()];
    const values = value.replaceAll('"', "").split(",").filter((each) => each !== "");
    if (field) filter[field].push(...values);
    else if (name === "verified" && values.every((each) => standings[each])) filter.standings.push(...values.flatMap((each) => standings[each] ?? []));
    else if (name === "updated" && /^<\d+d$/.test(value)) filter.updatedSince = now - Number(value.slice(1, -1)) * day;
    else if (name === "pulls" && /^>\d+[kmb]?$/.test(value)) filter.leastPulls = Number.parseInt(value.slice(1), 10) * (powers[value.at(-1) ?? ""] ?? 1);
    else words.push(token.toLowerCase());
  }
  return { words, filter };
}

const standingOf = ({ standing }: ListingCard): string => (standing === "unknown" ? "no" : standing);

function valuesOf(card: ListingCard): Readonly<Record<Choices, readonly string[]>> {
  return {
    publishers: [card.alias],
    architectures: card.architectures,
    systems: card.systems,
    kinds: [card.kind],
    sources: [card.source],
    categories: card.categories,
    standings: [standingOf(card)],
  };
}

function passes(card: ListingCard, filter: GalleryFilter, without?: Choices): boolean {
  const values = valuesOf(card);
  return (
    (Object.keys(values) as Choices[]).every(
      (each) => each === without || filter[each].length === 0 || filter[each].some((wanted) => values[each].includes(wanted)),
    ) &&
    (filter.updatedSince === null || (card.updated ?? 0) >= filter.updatedSince) &&
    (filter.leastPulls === null || (card.pulls ?? 0) >= filter.leastPulls)
  );
}

const textOf = (card: ListingCard): string =>
  [card.reference, card.displayName, card.publisher, card.description, ...card.categories].join(" ").toLowerCase().replaceAll("-", " ");

/** The text cut where the words begin. */
function mark(text: string, words: readonly string[]): Piece[] {
  const wanted = words.filter((word) => word !== "").map((word) => word.replace(/[^\p{L}\p{N}]/gu, String.raw`\$&`));
  if (wanted.length === 0) return text === "" ? [] : [{ text, marked: false }];
  return text
    .split(new RegExp(`(${wanted.join("|")})`, "giu"))
    .map((piece, index) => ({ text: piece, marked: index % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}

function count(found: readonly ListingCard[], filter: GalleryFilter, choice: Choices): Facet[] {
  const counts = new Map<string, number>();
  for (const card of found) {
    if (!passes(card, filter, choice)) continue;
    for (const value of valuesOf(card)[choice]) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, number]) => ({ value, count: number })).sort((one, other) => other.count - one.count);
}

function search(known: readonly ListingCard[], { text, sort, offset, limit, withFacets }: SearchGallery): GalleryWindow {
  const { words, filter } = read(text);
  const found = known.filter((card) => words.every((word) => textOf(card).includes(word.replaceAll("-", " "))));
  const hits = found.filter((card) => passes(card, filter));
  const byName = (card: ListingCard): number => (words.every((word) => card.name.includes(word)) ? 1 : 0);
  hits.sort((one, other) => {
    if (sort === "name") return one.reference.localeCompare(other.reference);
    if (sort === "updated") return (other.updated ?? 0) - (one.updated ?? 0);
    return (sort === "relevance" && byName(other) - byName(one)) || (other.pulls ?? 0) - (one.pulls ?? 0);
  });
  const facets: GalleryFacets | null = withFacets
    ? {
        sources: count(found, filter, "sources"),
        kinds: count(found, filter, "kinds"),
        systems: count(found, filter, "systems"),
        architectures: count(found, filter, "architectures"),
        categories: count(found, filter, "categories"),
        standings: count(found, filter, "standings"),
        publishers: count(found, filter, "publishers"),
      }
    : null;
  return {
    total: hits.length,
    all: known.length,
    corrected: words.includes("ngnix"),
    offset,
    hits: hits.slice(offset, offset + limit).map((card): GalleryHit => {
      const pieces = mark(card.description, words);
      const isMarked = pieces.some((piece) => piece.marked);
      return {
        card,
        alias: mark(card.alias, words),
        name: mark(card.name, words),
        snippet: isMarked && words.length > 0 ? { place: "description", pieces } : null,
      };
    }),
    facets,
    understood: filter,
    rebuilding: false,
    revision: 1,
  };
}

export const gallerySources: readonly GallerySource[] = [
  { id: "ecr-public", kind: "ecrPublic", connection: null, enabled: true, canHarvest: true, listings: 9_412, starter: 611, askedAt: now - 3 * 60_000, harvestedAt: null, harvest: { state: "running", listings: 8_801, asked: 1_204, expected: 3_900, askedAMinute: 58, secondsLeft: 2_790, waitsUntil: null }, problem: null },
  { id: "docker-hub", kind: "dockerHub", connection: null, enabled: true, canHarvest: false, listings: 1_806, starter: 240, askedAt: now - 3 * 60_000, harvestedAt: null, harvest: null, problem: failure({ code: { type: "rateLimited", until: now + 4 * 60_000 }, hint: null, retry: "yes" }) },
  { id: "quay", kind: "quay", connection: null, enabled: false, canHarvest: true, listings: 0, starter: 0, askedAt: null, harvestedAt: null, harvest: null, problem: null },
  { id: "Harbour", kind: "connection", connection: "prod", enabled: true, canHarvest: true, listings: 214, starter: 0, askedAt: now - day, harvestedAt: now - day, harvest: null, problem: null },
];

const about = `<h2>What is it?</h2><p>A <strong>made-up</strong> page about this repository, as its publisher would write it. See <a href="https://example.com/docs">the documentation</a>.</p><ul><li>It starts at once.</li><li>It listens at port <code>8080</code>.</li></ul><table><thead><tr><th>Variable</th><th>Meaning</th></tr></thead><tbody><tr><td><code>PORT</code></td><td>Where it listens.</td></tr></tbody></table>`;
const usage = `<h3>Run it</h3><pre><code>docker run --rm -p 8080:8080 IMAGE</code></pre><blockquote><p>Give it a volume when its content is to last.</p></blockquote>`;

function tagsOf(reference: string): ListingTag[] {
  const versions = Array.from({ length: 28 }, (_, index) => `1.${String(27 - index)}.${String((index * 7) % 5)}`);
  return ["latest", "stable", ...versions].map((tag, index) => ({
    tag,
    digest: digestOf(`${reference} ${index < 2 ? (versions[0] ?? "") : tag}`),
    size: index === 9 ? null : 61_000_000 + index * 310_000,
    platforms: index % 7 === 6 ? ["linux/amd64"] : ["linux/amd64", "linux/arm64", "linux/arm/v7"],
    created: now - index * 23 * day,
  }));
}

/** A gallery with a few dozen listings. */
export function makeGalleryAnswers(absent: () => never): Pick<Answers, GalleryCommand> {
  let sources = [...gallerySources];
  let searches = ["web server arch:arm64", "postgres", "kind:chart redis"];
  const known = (reference: string): ListingCard => listingAt(reference) ?? absent();
  const changeSource = (id: string, change: Partial<GallerySource>): GallerySource => {
    sources = sources.map((each) => (each.id === id ? { ...each, ...change } : each));
    return sources.find((each) => each.id === id) ?? absent();
  };
  return {
    search_gallery: (request) => search(listings, request),
    read_gallery_shelf: () => ({ searches, opened: listings.slice(14, 19), bookmarked: [listings[0], listings[11], listings[29]].filter((each) => each !== undefined), listings: 11_432 }),
    keep_search: ({ text }) => {
      searches = [text, ...searches.filter((each) => each !== text)];
      return {};
    },
    forget_searches: () => {
      searches = [];
      return {};
    },
    read_listing: ({ reference }) => {
      const card = known(reference);
      return {
        card,
        about,
        usage,
        created: now - 1_400 * day,
        links: [
          { label: "registry", url: "https://gallery.example/page" },
          { label: "website", url: "https://example.com" },
          { label: "source", url: "https://git.example/project" },
        ],
        observedAt: card.starter ? null : now - 40 * 60_000,
        refreshing: false,
        problem: null,
      };
    },
    list_listing_tags: ({ reference, filter, offset, limit }) => {
      const all = tagsOf(reference);
      const found = all.filter((row) => row.tag.includes(filter) || (row.digest?.includes(filter) ?? false));
      return { total: found.length, all: all.length, offset, rows: found.slice(offset, offset + limit), more: false, observedAt: now - 40 * 60_000, refreshing: false, problem: null, revision: 1 };
    },
    list_uses: ({ reference, selector, platform }) => {
      const image = `${reference}${selector.includes(":") ? "@" : ":"}${selector}`;
      const choice = platform === null ? "" : `--platform ${platform} `;
      return {
        pull: [
          { engine: "docker", text: `docker pull ${choice}${image}` },
          { engine: "podman", text: `podman pull ${choice}${image}` },
          { engine: "skopeo", text: `skopeo copy docker://${image} oci:image` },
        ],
        snippets: [
          { place: "dockerfile", fileName: "Dockerfile", text: `FROM ${image}\n`, note: null },
          { place: "compose", fileName: "compose.yaml", text: `services:\n  app:\n    image: ${image}\n`, note: null },
          { place: "kubernetes", fileName: "deployment.yaml", text: `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\n`, note: null },
        ],
      };
    },
    read_logo: () => ({ url: logo }),
    visit_listing: ({ reference }) => ({ connection: "local", repository: reference }),
    read_publisher: ({ host, alias }) => {
      const own = listings.filter((each) => each.host === host && each.alias === alias);
      const [first] = own;
      if (!first) return absent();
      return { host, alias, displayName: first.publisher, standing: first.standing, listings: own.length, logoOf: first.reference, refreshing: false, problem: null };
    },
    ask_sources: () => ({ added: 0, refreshed: 0, problems: [] }),
    list_sources: () => sources,
    switch_source: ({ source, enabled }) => changeSource(source, { enabled }),
    start_harvest: ({ source }) => {
      changeSource(source, { harvest: { state: "running", listings: 0, asked: 0, expected: null, askedAMinute: 60, secondsLeft: null, waitsUntil: null } });
      return "job-harvest";
    },
    pause_harvest: ({ source }) => {
      const before = sources.find((each) => each.id === source)?.harvest;
      if (before) changeSource(source, { harvest: { ...before, state: "paused" } });
      return {};
    },
    export_pack: ({ text, path }) => ({ job: "job-export", path: path ?? "/home/ada/Downloads/gallery.portolan-pack", listings: search(listings, { text, sort: "relevance", offset: 0, limit: 1, withFacets: false }).total }),
    import_pack: () => "job-import",
  };
}

/** A gallery of a million listings, for scrolling. */
export const oceanAnswers: Partial<Answers> = {
  search_gallery: ({ text, offset, limit, withFacets }) => {
    const all = 1_000_000;
    const { facets, understood } = search(listings, { text: "", sort: "relevance", offset: 0, limit: 1, withFacets });
    const hits = Array.from({ length: Math.max(0, Math.min(limit, all - offset)) }, (_, place): GalleryHit | undefined => {
      const index = offset + place;
      const like = listings[index % listings.length];
      if (!like) return undefined;
      const name = `${like.name}-${String(index)}`;
      return { card: { ...like, name, reference: `${like.host}/${like.alias}/${name}` }, alias: mark(like.alias, [text]), name: mark(name, [text]), snippet: null };
    }).filter((hit) => hit !== undefined);
    return { total: all, all, corrected: false, offset, hits, facets, understood, rebuilding: false, revision: 1 };
  },
};

/** A small brass compass needle. */
const logo =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABgAAAAYCAYAAADgdz34AAAAW0lEQVR42mNgGGigll7xHx+mmcFkW4TPkG9vLoEx2RYRciUxFuC1hKYWEGs42ZbQ1AJiUgmpFqBYMuAWoBtOcjCNWjD4I5liC4Z+Th4epSldKhy6VJl0q/SpBQDD1Zjq0X66jQAAAABJRU5ErkJggg==";
