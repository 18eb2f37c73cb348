// A made-up repository with one of everything a registry can hold, for looking at screens and for their tests.
import type { BuildStep, Image, ImageRow, Pair, PlatformImage, Plan, Referrer } from "~/bridge/generated/contract";
import { day, digestOf, failure, now } from "./fake_content";
import type { Answers } from "./fake_host";

const megabyte = 1_000_000;
const indexType = "application/vnd.oci.image.index.v1+json";
const manifestType = "application/vnd.oci.image.manifest.v1+json";
const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";

/** A tag and labels that try to be what they are not. */
export const hostileTag = "safe\u202Egnp.exe";
export const hostileLabel: Pair = { name: "<b>title</b>", value: "line one\nline two \u0007\u200B<img src=x onerror=alert(1)>" };

const row = (seed: string, tags: string[], change: Partial<ImageRow> = {}): ImageRow => ({
  key: digestOf(seed),
  tags,
  tagCount: tags.length,
  digest: digestOf(seed),
  kind: "image",
  artifactType: null,
  mediaType: manifestType,
  platforms: ["linux/amd64"],
  size: 42 * megabyte,
  created: now - 3 * day,
  pushed: null,
  pulled: null,
  expires: null,
  scan: null,
  storage: null,
  signing: null,
  replication: null,
  observedAt: now - 4 * 60_000,
  attachments: 0,
  broken: false,
  problem: null,
  ...change,
});

const sixty = Array.from({ length: 64 }, (_, index) => `2.${String(63 - index)}`);

/** One of each: what a person can meet in a repository. */
export const museum: readonly ImageRow[] = [
  row("index", ["1.4.2", "1.4", "1", "latest"], {
    kind: "index",
    mediaType: indexType,
    platforms: ["linux/amd64", "linux/arm64/v8", "linux/arm/v7", "linux/s390x", "windows/amd64"],
    size: 212 * megabyte,
    attachments: 4,
  }),
  row("many", sixty.slice(0, 50), { tagCount: 64 }),
  row("broken", ["1.3.9"], { kind: "index", mediaType: indexType, platforms: ["linux/amd64", "linux/arm64"], size: null, broken: true }),
  row("chart", ["chart-0.9.1"], { kind: "helmChart", platforms: [], size: 18_400, artifactType: "application/vnd.cncf.helm.config.v1+json" }),
  row("unknown", ["1.3.8"], { key: "1.3.8", digest: null, kind: null, mediaType: null, platforms: [], size: null, created: null, observedAt: null }),
  row("problem", ["1.3.7"], { kind: null, size: null, created: null, platforms: [], problem: failure({ code: { type: "notFound" } }) }),
  row("relic", ["0.1"], { kind: "relic", size: null, mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws" }),
  row("hostile", [hostileTag]),
  row("long", [`nightly-${"a-very-long-name-that-goes-on-".repeat(4)}end`.slice(0, 128)], { created: now - 400 * day }),
  row("sbom", ["sbom-1.4.2"], { kind: "sbom", platforms: [], size: 88_000, artifactType: "application/spdx+json" }),
  row("zero", ["empty"], { kind: "artifact", platforms: [], size: 0, artifactType: "application/vnd.example.thing" }),
  row("untagged", [], { created: now - 90 * day }),
];

const referrer = (seed: string, change: Partial<Referrer> = {}): Referrer => ({
  digest: digestOf(seed),
  kind: "signature",
  artifactType: "application/vnd.dev.cosign.artifact.sig.v1+json",
  mediaType: manifestType,
  size: 812,
  annotations: [],
  found: "api",
  ...change,
});

const child = (platform: string, change: Partial<PlatformImage> = {}): PlatformImage => ({
  digest: digestOf(platform),
  platform,
  kind: "image",
  mediaType: manifestType,
  size: 41 * megabyte,
  created: now - 3 * day,
  present: "present",
  attestations: [],
  ...change,
});

const step = (instruction: string, text: string, layer: number | null, size: number | null): BuildStep => ({
  instruction,
  arguments: text,
  createdBy: `/bin/sh -c ${instruction} ${text}`,
  created: now - 3 * day,
  comment: instruction === "RUN" ? "buildkit.dockerfile.v0" : null,
  layer,
  size,
});

const base: Image = {
  reference: "localhost:5442/samples/museum:1.4.2",
  digest: digestOf("index"),
  tags: ["1.4.2", "1.4", "1", "latest"],
  kind: "index",
  mediaType: indexType,
  artifactType: null,
  manifestSize: 1_642,
  size: 212 * megabyte,
  created: now - 3 * day,
  platforms: [
    child("linux/amd64", { attestations: [referrer("provenance", { kind: "attestation", artifactType: "application/vnd.in-toto+json", found: "index", size: 4_800 })] }),
    child("linux/arm64/v8"),
    child("linux/arm/v7", { present: "missing", size: null, created: null }),
    child("linux/s390x", { present: "unknown", size: null, created: null }),
    child("windows/amd64", { size: 1_900 * megabyte }),
  ],
  content: null,
  annotations: [
    { name: "org.opencontainers.image.source", value: "https://example.com/source" },
    { name: "org.opencontainers.image.revision", value: "4f2c61ab9d" },
  ],
  referrers: [
    referrer("signature"),
    referrer("sbom", { kind: "sbom", artifactType: "application/spdx+json", size: 88_000 }),
    referrer("old signature", { found: "cosignTag" }),
  ],
  referrersFound: "api",
  subject: null,
  containedIn: [],
  observedAt: now - 60_000,
  fromCache: true,
  problem: null,
};

/** What is in a child of the index. */
export const insideImage: Image = {
  ...base,
  reference: `localhost:5442/samples/museum@${digestOf("linux/amd64")}`,
  digest: digestOf("linux/amd64"),
  tags: [],
  kind: "image",
  mediaType: manifestType,
  size: 41 * megabyte,
  platforms: [],
  annotations: [{ name: "com.example.stage", value: "final" }],
  referrers: [],
  containedIn: [digestOf("index")],
  content: {
    config: {
      platform: "linux/amd64",
      created: now - 3 * day,
      author: null,
      user: "65532:65532",
      workingDirectory: "/srv/museum",
      entrypoint: ["/usr/local/bin/museum"],
      command: ["--listen", "0.0.0.0:8080", "--greeting", "Good day, visitor"],
      environment: [
        { name: "PATH", value: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin" },
        { name: "MUSEUM_OPENING", value: "09:00" },
      ],
      ports: ["8080/tcp", "9090/tcp"],
      volumes: ["/var/lib/museum"],
      labels: [
        { name: "org.opencontainers.image.title", value: "Museum" },
        { name: "org.opencontainers.image.licenses", value: "Apache-2.0" },
        hostileLabel,
      ],
      stopSignal: "SIGTERM",
      healthCheck: {
        test: ["CMD-SHELL", "curl -fsS http://localhost:8080/health || exit 1"],
        interval: 30e9,
        timeout: 3e9,
        startPeriod: null,
        retries: 3,
      },
    },
    steps: [
      step("ADD", "rootfs.tar.xz /", 0, 28.2 * megabyte),
      step("ENV", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", null, null),
      step("RUN", "apt-get update \\\n && apt-get install -y --no-install-recommends ca-certificates curl tini \\\n && rm -rf /var/lib/apt/lists/* \\\n && useradd --uid 65532 --no-create-home museum", 1, 9.6 * megabyte),
      step("COPY", "--chown=65532:65532 target/release/museum /usr/local/bin/museum", 2, 3.1 * megabyte),
      step("USER", "65532:65532", null, null),
      step("EXPOSE", "8080/tcp 9090/tcp", null, null),
      step("WORKDIR", "/srv/museum", 3, 120),
      step("ENTRYPOINT", '["/usr/local/bin/museum"]', null, null),
    ],
    layers: [
      { digest: digestOf("l0"), mediaType: layerType, size: 28.2 * megabyte, foreign: false, annotations: [] },
      { digest: digestOf("l1"), mediaType: "application/vnd.oci.image.layer.v1.tar+zstd", size: 9.6 * megabyte, foreign: false, annotations: [] },
      { digest: digestOf("l2"), mediaType: layerType, size: 3.1 * megabyte, foreign: false, annotations: [{ name: "com.example.what", value: "the program" }] },
      { digest: digestOf("l3"), mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", size: 120, foreign: true, annotations: [] },
    ],
  },
};

/** The images behind the rows. */
export function openMuseum(selector: string): Image {
  if (selector === insideImage.digest) return insideImage;
  const found = museum.find((each) => each.digest === selector || each.tags.includes(selector)) ?? museum[0];
  if (!found || found.kind === "index") return { ...base, tags: found?.tags ?? base.tags, digest: found?.digest ?? base.digest };
  return {
    ...insideImage,
    digest: found.digest ?? digestOf(selector),
    tags: found.tagCount > found.tags.length ? sixty : found.tags,
    kind: found.kind ?? "image",
    artifactType: found.artifactType,
    size: found.size,
    containedIn: [],
    content: found.kind === "image" ? insideImage.content : null,
  };
}

const rawManifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: manifestType,
  config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: digestOf("config"), size: 7_023 },
  layers: [{ mediaType: layerType, digest: digestOf("l0"), size: 28_200_000 }],
});

/** A plan with everything in it that a plan can say. */
export function direPlan(change: Plan["purpose"]): Plan {
  return {
    id: "dire",
    connection: "local",
    repository: "samples/museum",
    purpose: change,
    items: [
      { deed: "deleteImage", tag: "", digest: digestOf("index"), before: null, kind: "index", size: 212 * megabyte },
      { deed: "deleteImage", tag: "", digest: digestOf("many"), before: null, kind: "image", size: null },
    ],
    blastRadius: {
      tags: [
        { tag: "1.4.2", digest: digestOf("index"), asked: true },
        { tag: "latest", digest: digestOf("index"), asked: false },
        { tag: hostileTag, digest: digestOf("index"), asked: false },
      ],
      indexes: [{ digest: digestOf("parent"), tags: ["2024-bundle"], child: digestOf("many") }],
      referrers: [
        { digest: digestOf("signature"), kind: "signature", artifactType: null, subject: digestOf("index") },
        { digest: digestOf("sbom"), kind: "sbom", artifactType: "application/spdx+json", subject: digestOf("index") },
      ],
      images: 2,
      bytes: 254 * megabyte,
    },
    undo: { certainty: "likely", until: now + 14 * day, canKeepLayers: true, layerBytes: 254 * megabyte, restorableUntil: null, missingBlobs: [] },
    confirmation: { type: "button" },
    warnings: [{ type: "production" }, { type: "notAllKnown", unknown: 3 }],
    requests: 14,
    expiresAt: now + 600_000,
  };
}

/** Answers about the museum, for `samples/museum` and any other repository alike. */
export const museumAnswers: Partial<Answers> = {
  list_images: ({ filter, grouping, offset, limit }) => {
    const rows: readonly ImageRow[] =
      grouping === "digest"
        ? museum
        : museum.flatMap((each) => (each.tags.length === 0 ? [each] : each.tags.map((tag) => ({ ...each, key: tag, tags: [tag], tagCount: 1 }))));
    const found = rows.filter(
      (each) =>
        (filter.text === "" || each.tags.some((tag) => tag.includes(filter.text)) || (each.digest ?? "").includes(filter.text)) &&
        (filter.kind === null || each.kind === filter.kind) &&
        (filter.platform === null || each.platforms.includes(filter.platform)),
    );
    return {
      total: found.length,
      all: rows.length,
      untagged: rows.filter((each) => each.tags.length === 0).length,
      known: rows.filter((each) => each.kind !== null).length,
      offset,
      rows: found.slice(offset, offset + limit),
      platforms: [
        { value: "linux/amd64", count: 6 },
        { value: "linux/arm64", count: 1 },
      ],
      kinds: [
        { kind: "image", count: 4 },
        { kind: "index", count: 2 },
      ],
      tells: [],
      denied: [],
      observedAt: now - 4 * 60_000,
      refreshing: false,
      problem: null,
      revision: 1,
    };
  },
  open_image: ({ selector }) => openMuseum(selector),
  estimate_details: (of) => ({ of, unknown: 2, requests: 4 }),
  read_raw: ({ digest }) => ({ digest, mediaType: manifestType, size: rawManifest.length, text: rawManifest }),
  list_pull_commands: ({ repository, selector }) => {
    const name = `localhost:5442/${repository}${selector.includes(":") ? "@" : ":"}${selector}`;
    return [
      { engine: "docker", text: `docker pull ${name}` },
      { engine: "podman", text: `podman pull ${name}` },
      { engine: "crane", text: `crane pull ${name} image.tar` },
    ];
  },
  list_jobs: () => [],
  preview_change: ({ connection, change }) => ({ ...direPlan({ type: "change", change }), connection }),
};
