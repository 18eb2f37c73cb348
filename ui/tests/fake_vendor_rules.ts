// Rules that registries follow by themselves, for tests and for looking at.
import type { HarborPlace, RuleRun, RuleTask, VendorRule } from "~/bridge/generated/contract";
import { now } from "./fake_content";
import type { Answers } from "./fake_host";

const hour = 3_600_000;

const anyRepository = { decoration: "repoMatches", pattern: "**", untagged: null };

export const harborRetention: VendorRule = {
  type: "harborRetention",
  policy: {
    rules: [
      { template: "latestPushedK", amount: 10, disabled: false, tags: [{ decoration: "matches", pattern: "v*", untagged: true }], repositories: [anyRepository] },
      { template: "nDaysSinceLastPull", amount: 30, disabled: false, tags: [{ decoration: "excludes", pattern: "tmp-*", untagged: false }], repositories: [anyRepository] },
    ],
    schedule: "0 0 0 * * *",
  },
};

export const harborImmutable: VendorRule = {
  type: "harborImmutable",
  rule: { disabled: false, tags: [{ decoration: "matches", pattern: "v*", untagged: null }], repositories: [anyRepository] },
};

export const harborReplication: VendorRule = {
  type: "harborReplication",
  policy: {
    name: "to-the-edge",
    description: null,
    source: null,
    destination: 4,
    namespace: "mirror",
    replaceCount: null,
    trigger: "scheduled",
    cron: "0 0 2 * * *",
    filters: [{ kind: "name", decoration: null, values: ["library/**"] }],
    deletion: false,
    overwrite: true,
    enabled: true,
    speed: null,
  },
};

export const quayPrune: VendorRule = { type: "quayPrune", method: "number_of_tags", value: "20", tagPattern: "^dev-", tagPatternMatches: true };

export const gitlabCleanup: VendorRule = {
  type: "gitlabCleanup",
  enabled: false,
  cadence: "1d",
  tags: { keepN: 10, olderThan: "90d", nameRegexDelete: ".*", nameRegexKeep: null },
};

export const places: HarborPlace[] = [{ id: 4, name: "edge", url: "https://edge.example", kind: "harbor", status: "healthy" }];

export const ruleRun = (change: Partial<RuleRun>): RuleRun => ({
  id: 7,
  state: "done",
  status: "Success",
  trigger: "Manual",
  dry: true,
  started: now - hour,
  ended: now - hour + 5000,
  tasks: null,
  said: null,
  ...change,
});

export const ruleTask: RuleTask = {
  id: 1,
  subject: "app",
  destination: null,
  operation: null,
  state: "done",
  status: "Success",
  ended: now - hour,
  total: 14,
  retained: 11,
};

export const vendorRuleAnswers = {
  read_vendor_rules: ({ purpose }) => {
    if (purpose === "retention") return { rules: [harborRetention], blank: null, places: [], runs: true };
    if (purpose === "immutability") return { rules: [harborImmutable], blank: harborImmutable, places: [], runs: false };
    return { rules: [harborReplication], blank: harborReplication, places, runs: true };
  },
  set_vendor_rule: () => ({}),
  read_locks: () => [],
  list_matching_tags: () => ["v1", "v2"],
  preview_prune: () => ({
    takes: [
      { tag: "dev-1", digest: `sha256:${"1".repeat(64)}`, pushed: now - 200 * 24 * hour },
      { tag: "dev-2", digest: `sha256:${"2".repeat(64)}`, pushed: now - 100 * 24 * hour },
    ],
    stay: 12,
    undated: 0,
    unsayable: null,
  }),
  remove_matching_tags: () => ({}),
  list_rule_runs: () => [ruleRun({})],
  start_rule_run: () => ({}),
  stop_rule_run: () => ({}),
  list_rule_tasks: () => [ruleTask],
  read_rule_log: () => ({ text: "| sha256:1111 | v1 | image | DEL |\n| sha256:2222 | v2 | image | RETAIN |" }),
} satisfies Partial<Answers>;
