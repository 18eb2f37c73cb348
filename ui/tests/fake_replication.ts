// Rules that copy, as a host could have them: one that does well, one that has trouble.
import type { KnownCopyRule, ReplicatedImage, ReplicationOutlook, ReplicationRun } from "~/bridge/generated/contract";
import { day, digestOf, failure, now } from "./fake_content";
import type { Answers } from "./fake_host";

const run: ReplicationRun = {
  at: now - day / 4,
  cause: "scheduled",
  late: true,
  outcome: "done",
  repositories: 4,
  copied: 3,
  same: 17,
  failed: 0,
  deleted: 1,
  heldBack: 0,
  bytes: 42_000_000,
  failure: null,
};

export const copyRules: readonly KnownCopyRule[] = [
  {
    rule: {
      id: "nightly",
      name: "nightly mirror",
      source: "prod",
      prefixes: ["platform/", "library/"],
      destinations: [
        { connection: "local", prefix: "mirror" },
        { connection: "lab", prefix: null },
      ],
      deletes: true,
      onChange: true,
      rhythm: { type: "daily", minute: 210 },
    },
    next: now + day / 2,
    last: run,
    running: null,
    done: 20,
    pending: 1,
    failed: 1,
    complaints: [],
  },
  {
    rule: { id: "all", name: "everything", source: "lab", prefixes: [], destinations: [{ connection: "gone", prefix: null }], deletes: false, onChange: false, rhythm: null },
    next: null,
    last: null,
    running: null,
    done: 0,
    pending: 0,
    failed: 0,
    complaints: [{ type: "unknownDestination", connection: "gone" }],
  },
];

const image = (repository: string, tag: string, change: Partial<ReplicatedImage> = {}): ReplicatedImage => ({
  repository,
  tag,
  connection: "local",
  place: `mirror/${repository}`,
  digest: digestOf(tag),
  state: "done",
  failure: null,
  at: now - day / 4,
  ...change,
});

export const replicatedImages: readonly ReplicatedImage[] = [
  image("platform/api", "1.4.2"),
  image("platform/api", "latest", { state: "pending" }),
  image("platform/web", "2.0", {
    state: "failed",
    failure: failure({ code: { type: "conflict" }, hint: { type: "tagImmutable", tag: "2.0" }, retry: "afterChange" }),
  }),
];

export const outlook: ReplicationOutlook = {
  rule: { id: "nightly", name: "nightly mirror", source: "prod", prefixes: [], destinations: [], deletes: true, onChange: true, rhythm: null },
  running: false,
  repositories: 4,
  lookedAt: 4,
  places: [
    {
      repository: "platform/api",
      connection: "local",
      place: "mirror/platform/api",
      tags: ["1.4.3", "latest"],
      copies: 2,
      same: 9,
      overwritten: 1,
      deletions: ["0.9"],
      heldBack: 0,
      bytes: 42_000_000,
      failure: null,
    },
  ],
  copies: 2,
  same: 17,
  overwritten: 1,
  deletions: 1,
  heldBack: 0,
  bytes: 42_000_000,
  failure: null,
  confirmation: { type: "button" },
};

export const replicationAnswers = {
  list_copy_rules: () => [...copyRules],
  check_copy_rule: (rule) => ({
    complaints: rule.name === "" ? [{ type: "noName" }] : [],
    doubts: rule.prefixes.includes("nothing/") ? [{ type: "matchesNothing", filter: "nothing/" }] : [],
  }),
  set_copy_rule: () => ({}),
  run_copy_rule: () => "job-replicate",
  look_ahead: () => "job-look",
  read_outlook: () => outlook,
  start_registry_copy: () => "job-registry",
  list_replicated: ({ rule, state, filter, offset }) => {
    const rows = rule === "nightly" ? replicatedImages.filter((each) => (state === null || each.state === state) && `${each.repository}:${each.tag}`.includes(filter)) : [];
    return { total: rows.length, offset, rows };
  },
} satisfies Partial<Answers>;
