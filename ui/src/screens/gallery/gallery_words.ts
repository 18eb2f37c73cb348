// The words of the gallery's facets, and which field of the box each edits.
import type { Facet, GalleryFacets, GalleryFilter } from "~/bridge/generated/contract";
import type { ChoiceField } from "~/lib/search_text";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";
import { kindName, sourceName } from "~/parts/listing_words";

/** One facet: where its counts and its chosen values are, and its field in the box. */
export interface FacetKind {
  field: ChoiceField;
  name: PlainKey;
  counts: (facets: GalleryFacets) => readonly Facet[];
  chosen: (filter: GalleryFilter) => readonly string[];
}

export const facetKinds: readonly FacetKind[] = [
  { field: "category", name: "gallery.facetCategory", counts: (facets) => facets.categories, chosen: (filter) => filter.categories },
  { field: "arch", name: "gallery.facetArchitecture", counts: (facets) => facets.architectures, chosen: (filter) => filter.architectures },
  { field: "os", name: "gallery.facetSystem", counts: (facets) => facets.systems, chosen: (filter) => filter.systems },
  { field: "kind", name: "gallery.facetKind", counts: (facets) => facets.kinds, chosen: (filter) => filter.kinds },
  { field: "verified", name: "gallery.facetStanding", counts: (facets) => facets.standings, chosen: (filter) => filter.standings },
  { field: "source", name: "gallery.facetSource", counts: (facets) => facets.sources, chosen: (filter) => filter.sources },
  { field: "publisher", name: "gallery.facetPublisher", counts: (facets) => facets.publishers, chosen: (filter) => filter.publishers },
];

const categories: Readonly<Record<string, PlainKey>> = {
  aws: "gallery.catAws",
  "base-images": "gallery.catBaseImages",
  bioinformatics: "gallery.catBioinformatics",
  "ci-cd": "gallery.catCiCd",
  "content-management": "gallery.catContentManagement",
  "data-processing": "gallery.catDataProcessing",
  databases: "gallery.catDatabases",
  "developer-tools": "gallery.catDeveloperTools",
  "internet-of-things": "gallery.catInternetOfThings",
  kubernetes: "gallery.catKubernetes",
  languages: "gallery.catLanguages",
  "machine-learning": "gallery.catMachineLearning",
  messaging: "gallery.catMessaging",
  networking: "gallery.catNetworking",
  observability: "gallery.catObservability",
  "operating-systems": "gallery.catOperatingSystems",
  security: "gallery.catSecurity",
  serverless: "gallery.catServerless",
  storage: "gallery.catStorage",
  "web-servers": "gallery.catWebServers",
};

const standings: Readonly<Record<string, PlainKey>> = {
  official: "gallery.official",
  verified: "gallery.verified",
  no: "gallery.neither",
};

const systems: Readonly<Record<string, string>> = { linux: "Linux", windows: "Windows", darwin: "macOS", freebsd: "FreeBSD" };

/** A value of a facet as people say it. */
export function sayValue(field: ChoiceField, value: string, messages: Pick<Messages, "t">): string {
  const key = field === "category" ? categories[value] : field === "verified" ? standings[value] : undefined;
  if (key !== undefined) return messages.t(key);
  if (field === "source") return sourceName(value);
  if (field === "kind") return kindName(value, messages);
  if (field === "os") return systems[value] ?? visibleText(value);
  return visibleText(value);
}

/** How many filters the box has. */
export function countFilters(filter: GalleryFilter | undefined): number {
  if (!filter) return 0;
  const bounds = [filter.updatedSince, filter.updatedBefore, filter.leastPulls, filter.mostPulls].filter((bound) => bound !== null);
  return facetKinds.reduce((sum, kind) => sum + kind.chosen(filter).length, bounds.length);
}
