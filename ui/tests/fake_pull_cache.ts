// A cache as a local registry could have it: two rules, one of them in trouble.
import type { PulledImage, PullCache } from "~/bridge/generated/contract";
import { day, now } from "./fake_content";
import type { Answers } from "./fake_host";

const image = (repository: string, reference: string, change: Partial<PulledImage> = {}): PulledImage => ({
  repository,
  reference,
  digest: `sha256:${"a1".repeat(32)}`,
  bytes: 71_300_000,
  fetchedAt: now - 9 * day,
  checkedAt: now - 600_000,
  usedAt: now - 600_000,
  missingAt: null,
  stale: false,
  ...change,
});

export const pulledImages: readonly PulledImage[] = [
  image("hub/library/nginx", "1.27"),
  image("hub/library/nginx", "latest", { stale: true, checkedAt: now - 2 * day, usedAt: now - 2 * day }),
  image("hub/library/redis", "6", { missingAt: now - 3 * day, bytes: 40_100_000, usedAt: now - 40 * day }),
];

export const pullCache: PullCache = {
  address: "localhost:5442",
  rules: [
    { rule: { prefix: "hub", connection: "prod", namespace: null, askAfterSeconds: 3_600 }, connectionName: "Acme production", repositories: 2, images: 3, bytes: 111_400_000, trouble: null },
    {
      rule: { prefix: "lab", connection: "lab", namespace: "team", askAfterSeconds: 0 },
      connectionName: "Lab",
      repositories: 0,
      images: 0,
      bytes: 0,
      trouble: { since: now - day, said: "lab.example refused the connection" },
    },
  ],
  limits: { on: true, bytes: 20_000_000_000, days: null },
};

export const pullCacheAnswers = {
  read_pull_cache: () => pullCache,
  check_pull_rule: ({ after }) =>
    after !== null && after.prefix.length < 2 ? [{ type: "prefixLength" }] : after?.prefix === "held" ? [{ type: "prefixHolds", images: 2 }] : [],
  set_pull_rule: () => ({}),
  set_pull_limits: () => ({}),
  list_pulled: ({ prefix }) => (prefix === "hub" ? [...pulledImages] : []),
  evict_pulled: () => ({ bytes: 40_100_000 }),
  look_for_newer: () => ({ asked: 3, moved: [{ repository: "hub/library/nginx", reference: "latest" }], missing: [], failed: [], said: null }),
} satisfies Partial<Answers>;
