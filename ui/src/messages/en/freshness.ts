// What is said of whether a pull-through cache keeps what its upstream has by now.
import type { Area } from "../message";

export const freshness = {
  upstream: "Upstream",
  look: "Look for newer",
  lookOf: "Look for newer images of {repository}",
  again: "Look again",
  againOf: "Look again for newer images of {repository}",
  allFresh: { plural: "count", one: "{count} tag, as the upstream has it", other: "{count} tags, all as the upstream has them" },
  stale: { plural: "count", one: "{count} tag is newer there:", other: "{count} tags are newer there:" },
  gone: { plural: "count", one: "{count} tag is not there any more:", other: "{count} tags are not there any more:" },
  unknown: { plural: "count", one: "{count} tag is not known:", other: "{count} tags are not known:" },
  noTags: "No tag was brought.",
  leftOut: { plural: "count", one: "{count} older tag was not asked for", other: "{count} older tags were not asked for" },
  asked: "{upstream}, asked {ago}",
  help: "Looking asks the upstream for the digest of each cached tag and fetches nothing. ECR itself looks when a tag is pulled again, at most once in 24 hours.",
} as const satisfies Area;
