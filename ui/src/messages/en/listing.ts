// What the page of a listed repository says, and the page of a publisher.
import type { Area } from "../message";

export const listing = {
  official: "Official",
  officialExplained: "The registry itself publishes or curates this.",
  verified: "Verified",
  verifiedExplained: "The registry has verified who publishes this.",
  kindImage: "Container image",
  kindChart: "Helm chart",
  kindArtifact: "Artifact",

  // The head.
  loading: "Opening the page…",
  openPublisher: "Everything by {name}",
  copyReference: "Copy reference",
  copied: "Reference copied",
  browse: "Browse as a registry",
  starter: "From the catalogue shipped with Portolan, not confirmed yet",
  starterExplained: "No source has confirmed it yet. Tags and figures come as soon as its registry answers.",
  unknownTitle: "Not in the gallery",
  unknownText: "No source knows {reference}. It may be private, or it may have another name.",
  searchGallery: "Search the gallery",

  // The choice.
  choice: "What to use",
  tag: "Tag",
  chooseTag: "Tag or digest",
  noTagLike: "No tag contains “{text}”",
  platform: "Platform",
  anyPlatform: "Any platform",
  pull: "Pull",

  // Views.
  views: "What to look at",
  overview: "Overview",
  tags: "Tags",
  use: "Use it",
  about: "About",
  usage: "Usage",
  noText: "Its publisher wrote nothing about it.",
  noTextStarter: "What its publisher wrote comes as soon as its registry answers.",

  // Facts.
  facts: "Facts",
  pulls: "Pulls",
  exactPulls: { plural: "count", one: "{count} pull", other: "{count} pulls" },
  stars: "Stars",
  updated: "Updated",
  created: "Created",
  kind: "Type",
  source: "Source",
  platforms: "Platforms",
  systems: "Systems",
  architectures: "Architectures",
  categories: "Categories",
  searchCategory: "Search the category {name}",
  links: "Links",
  linkRegistry: "Registry page",
  linkWebsite: "Website",
  linkSource: "Source code",
  linkFailed: "The link could not be opened. It was copied instead.",
  leadsTo: "Leads to {address}",

  // Code in texts and snippets.
  copyCode: "Copy code",
  code: "Code",
  table: "Table",

  // Tags.
  tagsOf: "Tags of {repository}",
  filterTags: "Filter by tag or digest",
  digest: "Digest",
  size: "Compressed",
  countTags: { plural: "count", zero: "No tags", one: "{count} tag", other: "{count} tags" },
  countOf: "{shown} of {all}",
  moreTags: "The registry has more",
  moreTagsExplained: "Only the newest were asked for. Browse it as a registry to see all of them.",
  loadingTags: "Reading the tags…",
  noTags: "No tags are known yet",
  noTagsText: "Its registry has not told any. Browse it as a registry to ask it directly.",
  noTagMatches: "No tag matches",
  clearFilter: "Clear the filter",
  openImage: "Open image",
  copyTagReference: "Copy reference",
  copyDigest: "Copy digest",
  copiedDigest: "Digest copied",
  tagMenu: "What to do with the tag",

  // A publisher.
  publisherLoading: "Opening the publisher…",
  publisherCount: { plural: "count", zero: "No repositories", one: "{count} repository", other: "{count} repositories" },
  publisherSearch: "Search everything by {name}",
  publisherEmpty: "Nothing by this publisher is known",
  publisherEmptyText: "No source has told of a repository under {alias}.",
  publisherNoMatch: "Nothing by this publisher matches",
  clearSearch: "Clear the search",
  notRefreshed: "{host} can’t be reached. What is known is shown.",
} as const satisfies Area;
