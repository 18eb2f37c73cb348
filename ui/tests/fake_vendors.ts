// Connections to vendors' registries, a kind each, with what is known of them beforehand, for looking at screens
// and for their tests.
import type { Ability, Capabilities, Connection, Hint, ImageRow, RegistryKind, RepositoryFacts, RepositoryRow, ScanSummary } from "~/bridge/generated/contract";
import { allYes, connections, day, failure, imageRow, now } from "./fake_content";
import type { Answers } from "./fake_host";

const refused = (hint: Hint): Ability => ({ ...allYes.push, state: "no", provenAt: null, failure: failure({ code: { type: "unsupported" }, hint, retry: "no" }) });

interface Vendor {
  kind: RegistryKind;
  name: string;
  host: string;
  capabilities?: Partial<Capabilities>;
  repositories?: Partial<Connection["repositories"]>;
}

/** Every kind that is recognised but Amazon's, as its adapter knows it before anything was asked. */
export const vendors: readonly Vendor[] = [
  { kind: "dockerHub", name: "Docker Hub", host: "docker.io", capabilities: { deleteDigest: refused({ type: "deletionSwitchedOff", setting: null }) }, repositories: { creates: "repository", deletes: true } },
  { kind: "github", name: "ghcr.io", host: "ghcr.io", capabilities: { deleteTag: refused({ type: "tagDeletionUnsupported" }) }, repositories: { deletes: true } },
  { kind: "quay", name: "quay.io", host: "quay.io", repositories: { creates: "repository", deletes: true } },
  { kind: "harbor", name: "Harbor at work", host: "harbor.acme.example", repositories: { creates: "project", deletes: true } },
  { kind: "gitlab", name: "GitLab", host: "registry.gitlab.com", repositories: { deletes: true } },
  { kind: "googleArtifactRegistry", name: "Artifact Registry", host: "europe-docker.pkg.dev" },
  { kind: "azure", name: "Azure", host: "acme.azurecr.io", repositories: { deletes: true } },
  { kind: "zot", name: "zot in the lab", host: "zot.lab.example:5000" },
  { kind: "gitea", name: "Gitea", host: "git.acme.example" },
  { kind: "artifactory", name: "Artifactory", host: "acme.jfrog.io" },
  { kind: "nexus", name: "Nexus", host: "nexus.acme.example:8082" },
  { kind: "pulp", name: "Pulp", host: "pulp.acme.example" },
  { kind: "generic", name: "CNCF Distribution", host: "registry.lab.example:5000" },
];

const [plain] = connections.filter((each) => each.id === "lab");

/** A vendor's connection; its id is its kind. */
export function connectionTo({ kind, name, host, capabilities, repositories }: Vendor): Connection {
  if (!plain) throw new Error("the fake content has no plain connection");
  return {
    ...plain,
    id: kind,
    kind,
    name,
    host,
    lastReached: now - 60_000,
    problem: null,
    signIn: { type: "password", user: "ada" },
    secret: "keyring",
    capabilities: { ...allYes, ...capabilities },
    repositories: { creates: null, deletes: false, ...repositories },
  };
}

const names = ["acme/api", "acme/billing", "acme/charts/gateway", "acme/a-rather-long-name-of-a-service-that-somebody-gave-once", "acme/web"];

const rows = names.map(
  (name, index): RepositoryRow => ({ name, pinned: index === 1, bookmarked: false, tags: index === 2 ? null : 12 + index * 31, images: 9 + index * 20, bytes: 48_200_000 * (index + 1), resourceTags: [], lastSeen: now - 60_000, gone: false, marks: [] }),
);

const facts: RepositoryFacts = {
  description: "The public API of everything, and the one place where it is versioned",
  longDescription: "# API\n\nStart it with `docker run`.",
  editable: true,
  visibility: "public",
  stars: 128,
  pulls: 3_456_789,
  starred: null,
  bookmarked: null,
  created: now - 900 * day,
  updated: now - 2 * day,
  size: 4_812_000_000,
  space: { used: 4_812_000_000, limit: 10_737_418_240 },
  project: "acme",
  owner: "ada",
  webPage: "https://registry.example/acme/api",
  immutableTags: false,
  said: [
    { about: "timeMachine", text: "14 d" },
    { about: "categories", text: "Databases & storage" },
  ],
};

/** Which registries list images with times of their own. */
const listed: readonly RegistryKind[] = ["dockerHub", "github", "quay", "harbor", "gitlab", "googleArtifactRegistry", "azure", "zot"];

const scans = (kind: string): boolean => kind === "harbor" || kind === "zot";

const tellsPulls = (kind: string): boolean => kind === "harbor" || kind === "dockerHub" || kind === "zot";

const scan = (index: number): ScanSummary => ({
  state: "complete",
  description: null,
  completed: now - day,
  counts: index % 2 === 0 ? [{ severity: "high", count: 3 }, { severity: "medium", count: 14 }] : [],
});

export const vendorAnswers: Partial<Answers> = {
  list_connections: () => [...connections.filter((each) => each.id === "local"), ...vendors.map(connectionTo)],
  list_repositories: ({ filter, offset, limit }) => {
    const found = rows.filter((row) => row.name.includes(filter));
    return { total: found.length, all: rows.length, offset, rows: found.slice(offset, offset + limit), catalog: "yes", observedAt: now - 60_000, refreshing: false, problem: null, marks: [] };
  },
  read_repository_facts: ({ connection }) => ({ facts: listed.some((kind) => kind === connection && kind !== "googleArtifactRegistry") ? facts : null }),
  list_images: ({ connection, repository, offset, limit }) => {
    const isListed = listed.some((kind) => kind === connection);
    const all = Array.from({ length: 43 }, (_, index): ImageRow => {
      const row = imageRow(repository, index, 43);
      if (!isListed) return row;
      return { ...row, pushed: now - index * 7 * 3_600_000, pulled: tellsPulls(connection) ? now - index * day : null, scan: scans(connection) && index % 3 !== 2 ? scan(index) : null };
    });
    return {
      total: all.length,
      all: all.length,
      untagged: 2,
      known: all.length,
      offset,
      rows: all.slice(offset, offset + limit),
      platforms: [{ value: "linux/amd64", count: 30 }],
      kinds: [{ kind: "index", count: 30 }],
      tells: isListed ? ["pushed", ...(tellsPulls(connection) ? (["pulled"] as const) : []), ...(scans(connection) ? (["scan"] as const) : [])] : [],
      denied: [],
      observedAt: now - 60_000,
      refreshing: false,
      problem: null,
      revision: 1,
    };
  },
};
