// What sources and kinds of listings are called.

import type { ListingCard } from "~/bridge/generated/contract";
import type { Messages, PlainKey } from "~/messages/Messages";
import { visibleText } from "~/lib/visible_text";

/** Names of services, which no language translates. */
const sources: Readonly<Record<string, string>> = {
  "ecr-public": "Amazon ECR Public",
  "docker-hub": "Docker Hub",
  quay: "Quay",
};

const sourcesOfHosts: Readonly<Record<string, string>> = {
  "public.ecr.aws": "ecr-public",
  "docker.io": "docker-hub",
  "quay.io": "quay",
};

/** The source that tells of a host's repositories, where it is a service that everybody knows. */
export function sourceOfHost(host: string): string | undefined {
  return sourcesOfHosts[host];
}

/** The name of a source: a service's own, or the connection's. */
export function sourceName(source: string): string {
  return sources[source] ?? visibleText(source);
}

/** The names of all sources that list a repository, the one that is shown first. */
export function sourceNames({ source, also }: Pick<ListingCard, "source" | "also">): string[] {
  return [source, ...also].map((each) => sourceName(each));
}

const kinds: Readonly<Record<string, PlainKey>> = {
  image: "listing.kindImage",
  chart: "listing.kindChart",
  artifact: "listing.kindArtifact",
};

/** The word for a kind of listing; another kind of artifact is called as its publisher calls it. */
export function kindName(kind: string, { t }: Pick<Messages, "t">): string {
  const key = kinds[kind];
  return key === undefined ? visibleText(kind) : t(key);
}
