// What a vendor offers beyond images, for tests and for looking at.
import type { LogRow, RegistryOffers } from "~/bridge/generated/contract";
import { now } from "./fake_content";
import type { Answers } from "./fake_host";

const hour = 3_600_000;

export const offers: RegistryOffers = {
  scopes: [{ type: "registry" }, { type: "namespace", name: "library" }, { type: "namespace", name: "tools" }],
  offers: [
    { name: "log", scopes: ["registry", "namespace", "repository"] },
    { name: "retention", scopes: ["namespace"] },
    { name: "immutability", scopes: ["namespace"] },
    { name: "replication", scopes: ["registry"] },
  ],
  withheld: null,
  problem: null,
};

export const logRow = (change: Partial<LogRow>): LogRow => ({
  at: now - hour,
  actor: "ada",
  deed: "pull artifact",
  meaning: "pulled",
  repository: "library/app",
  selector: "v1",
  about: null,
  source: null,
  worked: true,
  said: null,
  ...change,
});

export const logRows: readonly LogRow[] = [
  logRow({}),
  logRow({ at: now - 2 * hour, actor: "robot$library+ci", deed: "create artifact", meaning: "pushed", selector: "v2", said: "push artifact: library/app:v2" }),
  logRow({ at: now - 5 * hour, deed: "delete artifact", meaning: "deleted", selector: `sha256:${"4".repeat(64)}` }),
  logRow({ at: now - 30 * hour, actor: "admin", deed: "create robot", meaning: "created", repository: null, selector: null, about: "ci" }),
  logRow({ at: now - 31 * hour, actor: "mallory", deed: "login user", meaning: "signedIn", repository: null, selector: null, about: "mallory", worked: false }),
];

export const administrationAnswers = {
  read_offers: ({ repository }) => ({
    ...offers,
    scopes: [...offers.scopes, ...(repository === null ? [] : [{ type: "repository" as const, repository }])],
  }),
  read_log: () => ({ rows: [...logRows], next: null, reachesBackTo: null }),
  save_log: () => ({ path: "/home/ada/Downloads/registry-log.csv" }),
} satisfies Partial<Answers>;
