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
  list_watches: () => ({
    watches: [{ watch: { connection: "prod", repository: "team/atlas", tag: null }, connectionName: "Acme production", lookedAt: now - 600_000, problem: null }],
    bookmarks: false,
  }),
  set_watch: () => ({}),
  watch_bookmarks: () => ({}),
  look_at_watches: () => ({ watches: [], bookmarks: false }),
  save_activities: () => ({ path: "/home/ada/Downloads/portolan-activity.csv" }),
} satisfies Partial<Answers>;
