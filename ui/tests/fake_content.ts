// Made-up registries for looking at screens without a host: names, images, connections.
import type {
  Ability,
  Activity,
  Capabilities,
  Connection,
  Failure,
  Image,
  ImageRow,
  RepositoryRow,
} from "~/bridge/generated/contract";

export const now = Date.now();
export const day = 86_400_000;

export const failure = (change: Partial<Failure>): Failure => ({
  code: { type: "unexpected" },
  hint: null,
  retry: "yes",
  detail: "GET https://registry.example.com/v2/ → 500",
  ...change,
});

const ability = (state: Ability["state"], why: Failure | null = null): Ability => ({
  state,
  provenAt: state === "unknown" ? null : now - 3 * day,
  failure: why,
});

export const allYes: Capabilities = {
  catalog: ability("yes"),
  deleteTag: ability("yes"),
  deleteDigest: ability("yes"),
  referrers: ability("yes"),
  mount: ability("yes"),
  push: ability("yes"),
};

const connection = (id: string, name: string, host: string, change: Partial<Connection> = {}): Connection => ({
  id,
  name,
  kind: "generic",
  host,
  plainHttp: false,
  signIn: { type: "anonymous" },
  secret: "none",
  readOnly: false,
  production: false,
  authorities: null,
  clientCertificate: false,
  proxy: { type: "system" },
  approvedHosts: [],
  hosts: [],
  hasOffers: false,
  amazon: null,
  capabilities: allYes,
  repositories: { creates: null, deletes: false },
  lastReached: now - 4 * 60_000,
  problem: null,
  ...change,
});

export const connections: Connection[] = [
  connection("local", "Local registry", "localhost:5442", { kind: "local", plainHttp: true }),
  connection("prod", "Acme production", "registry.acme.example", {
    production: true,
    signIn: { type: "password", user: "deploy" },
    secret: "keyring",
    capabilities: {
      ...allYes,
      deleteTag: ability("unknown"),
      deleteDigest: ability(
        "no",
        failure({
          code: { type: "unsupported" },
          hint: { type: "deletionSwitchedOff", setting: "REGISTRY_STORAGE_DELETE_ENABLED" },
          retry: "no",
        }),
      ),
      mount: ability("unknown"),
      push: ability("unknown"),
    },
  }),
  connection("ghcr", "ghcr.io", "ghcr.io", {
    readOnly: true,
    signIn: { type: "known", source: "docker" },
    secret: "elsewhere",
    capabilities: {
      ...allYes,
      catalog: ability(
        "no",
        failure({ code: { type: "unsupported" }, hint: { type: "catalogNotOffered" }, retry: "no" }),
      ),
    },
  }),
  connection("lab", "Lab", "lab.internal:5000", {
    lastReached: now - 9 * day,
    problem: failure({ code: { type: "offline" }, hint: { type: "connectionRefused", host: "lab.internal:5000" } }),
  }),
];

const repository = (name: string, tags: number | null, change: Partial<RepositoryRow> = {}): RepositoryRow => ({
  name,
  pinned: false,
  bookmarked: false,
  tags,
  images: null,
  bytes: null,
  marks: [],
  resourceTags: [],
  lastSeen: now - 60_000,
  gone: false,
  ...change,
});

const services = ["api", "billing", "checkout", "gateway", "ledger", "mail", "notify", "orders", "search", "web"];

export const repositories: Record<string, RepositoryRow[]> = {
  local: [
    repository("samples/atlas", 5, { bytes: 48_200_000 }),
    repository("samples/chart", 2),
    repository("samples/compass", 60, { pinned: true }),
    repository("samples/harbour", 4),
    repository("samples/lighthouse", 3),
    repository("samples/wreck", 1),
    repository("team/app", 12),
    repository("team/huge", 100_000),
  ],
  prod: [
    ...services.map((name, index) => repository(`platform/${name}`, 14 + index * 9)),
    ...services.map((name) => repository(`platform/charts/${name}`, 7)),
    ...Array.from({ length: 240 }, (_, index) => repository(`tenants/t${String(index).padStart(3, "0")}/site`, null)),
  ],
  ghcr: [repository("acme/tools/lint", 31, { pinned: true }), repository("acme/tools/release", null)],
  lab: [repository("firmware/sensor", 8, { lastSeen: now - 9 * day }), repository("old/thing", 1, { gone: true })],
};

/** A digest that looks like one and is the same for the same seed. */
export function digestOf(seed: string): string {
  let hash = 2_166_136_261;
  let text = "";
  for (let round = 0; text.length < 64; round += 1) {
    for (const character of `${seed}${String(round)}`) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619) >>> 0;
    text += hash.toString(16).padStart(8, "0");
  }
  return `sha256:${text.slice(0, 64)}`;
}

const platforms = ["linux/amd64", "linux/arm64", "linux/arm/v7"];

export function imageRow(repositoryName: string, index: number, count: number): ImageRow {
  const release = count - index;
  const version = `${String(Math.floor(release / 100) + 1)}.${String(Math.floor(release / 10) % 10)}.${String(release % 10)}`;
  const isIndex = index % 5 !== 4;
  const tags = index === 0 ? [version, "latest", version.split(".").slice(0, 2).join(".")] : index % 17 === 16 ? [] : [version];
  return {
    key: digestOf(`${repositoryName} ${String(index)}`),
    tags,
    tagCount: tags.length,
    digest: digestOf(`${repositoryName} ${String(index)}`),
    kind: isIndex ? "index" : index % 10 === 4 ? "image" : "helmChart",
    artifactType: null,
    mediaType: "application/vnd.oci.image.index.v1+json",
    platforms: isIndex ? platforms.slice(0, 1 + (index % 3)) : [],
    size: 8_400_000 + ((index * 7_919) % 90_000_000),
    created: now - index * 12 * 3_600_000,
    pushed: null,
    pulled: null,
    expires: null,
    scan: null,
    storage: null,
    signing: null,
    replication: null,
    observedAt: now - 4 * 60_000,
    attachments: index % 3,
    broken: index === 6,
    problem: null,
  };
}

export function image(reference: string, repositoryName: string): Image {
  const digest = digestOf(`${repositoryName} 0`);
  return {
    reference,
    digest,
    tags: ["1.27.0", "1.27", "latest"],
    kind: "index",
    mediaType: "application/vnd.oci.image.index.v1+json",
    artifactType: null,
    manifestSize: 1_642,
    size: 71_233_440,
    created: now - 3 * day,
    platforms: platforms.map((platform, index) => ({
      digest: digestOf(`${repositoryName} ${platform}`),
      platform,
      kind: "image",
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      size: 24_000_000 - index * 900_000,
      created: now - 3 * day,
      present: index === 2 ? "missing" : "present",
      attestations: [],
    })),
    content: null,
    annotations: [{ name: "org.opencontainers.image.source", value: "https://example.com/source" }],
    referrers: [],
    referrersFound: "api",
    subject: null,
    containedIn: [],
    observedAt: now - 60_000,
    fromCache: true,
    problem: null,
  };
}

const activity = (id: string, minutes: number, change: Partial<Activity>): Activity => ({
  id,
  connection: "local",
  connectionName: "Local registry",
  deed: { type: "addSamples" },
  state: "done",
  started: now - minutes * 60_000,
  ended: now - minutes * 60_000 + 2_400,
  items: 1,
  done: 1,
  failed: 0,
  undo: null,
  canResume: false,
  ...change,
});

export const activities: Activity[] = [
  activity("a7", 0.2, {
    deed: {
      type: "change",
      change: { type: "deleteImages", repository: "team/huge", digests: Array.from({ length: 400 }, (_, i) => digestOf(`x${String(i)}`)) },
    },
    state: "running",
    ended: null,
    items: 400,
    done: 112,
  }),
  activity("a6", 4, {
    deed: { type: "change", change: { type: "removeTags", repository: "team/app", tags: ["1.4.0-rc1", "1.4.0-rc2", "1.4.0-rc3"] } },
    items: 3,
    done: 3,
    undo: { certainty: "certain", until: now + 13 * day, restorableUntil: null },
  }),
  activity("a5", 60, {
    connection: "prod",
    connectionName: "Acme production",
    deed: { type: "change", change: { type: "deleteImages", repository: "platform/api", digests: Array.from({ length: 9 }, (_, i) => digestOf(String(i))) } },
    state: "partly",
    items: 9,
    done: 5,
    failed: 4,
    undo: { certainty: "likely", until: now + 12 * day, restorableUntil: null },
    canResume: true,
  }),
  activity("a4", 190, {
    deed: { type: "undo", of: "a3", change: { type: "moveTag", repository: "team/app", tag: "latest", digest: digestOf("q") } },
  }),
  activity("a3", 200, {
    deed: { type: "change", change: { type: "moveTag", repository: "team/app", tag: "latest", digest: digestOf("q") } },
    state: "undone",
  }),
  activity("a2", 3_000, {
    deed: { type: "change", change: { type: "renameTag", repository: "team/app", from: "stable", to: "1.3" } },
    state: "failed",
    done: 0,
    failed: 1,
  }),
  activity("a1", 4_000, { deed: { type: "freeSpace", bytes: 482_000_000 }, items: 31, done: 31 }),
  activity("a0", 5_000, { items: 8, done: 8 }),
];
