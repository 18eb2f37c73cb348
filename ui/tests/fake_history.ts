// A tag that has moved once and is not watched, and a repository that is.
import { day, digestOf, now } from "./fake_content";
import type { Answers } from "./fake_host";

export const historyAnswers = {
  read_tag_history: () => ({
    moves: [
      { digest: digestOf("new"), mediaType: null, seenFrom: now - day, seenUntil: null, removed: false },
      { digest: digestOf("old"), mediaType: null, seenFrom: now - 30 * day, seenUntil: now - day, removed: false },
    ],
    watched: false,
  }),
  compare_packages: () => ({
    before: { digest: digestOf("sbom-old"), format: "spdx", packages: 212, platform: null },
    now: { digest: digestOf("sbom-new"), format: "spdx", packages: 213, platform: null },
    added: [{ name: "jq", ecosystem: "deb", version: "1.7.1-3" }],
    removed: [],
    changed: [{ name: "openssl", ecosystem: "deb", before: ["3.0.14-1"], now: ["3.0.15-1"] }],
    same: 211,
    problem: null,
  }),
  list_watches: () => ({
    watches: [{ watch: { connection: "prod", repository: "team/atlas", tag: null }, connectionName: "Acme production", lookedAt: now - 600_000, problem: null }],
    bookmarks: false,
  }),
  set_watch: () => ({}),
  watch_bookmarks: () => ({}),
  look_at_watches: () => ({ watches: [], bookmarks: false }),
  save_activities: () => ({ path: "/home/ada/Downloads/portolan-activity.csv" }),
} satisfies Partial<Answers>;
