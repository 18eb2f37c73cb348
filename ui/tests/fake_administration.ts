// What a vendor offers beyond images, for tests and for looking at.
import type { GarbageTurn, LogRow, RegistryOffers, Robot, RobotRules } from "~/bridge/generated/contract";
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
    { name: "robots", scopes: ["registry", "namespace"] },
    { name: "garbageCollection", scopes: ["registry"] },
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

export const harborRules: RobotRules = {
  actions: ["repository:pull", "repository:push", "artifact:list", "tag:create", "tag:delete", "scan:create"],
  systemActions: ["project:list", "garbage-collection:list"],
  isOneEach: false,
  onlyOn: null,
  ends: true,
  isSwitched: true,
};

export const robot = (change: Partial<Robot>): Robot => ({
  id: "1",
  user: "robot$ci",
  description: "for the pipeline",
  created: now - 90 * 24 * hour,
  used: null,
  ends: null,
  isOn: true,
  permissions: [{ on: "library", actions: ["repository:pull", "repository:push"] }],
  isEditable: true,
  ...change,
});

export const robots: readonly Robot[] = [
  robot({}),
  robot({ id: "2", user: "robot$nightly-scan", description: null, isOn: false, ends: now + 20 * 24 * hour, permissions: [{ on: "*", actions: ["repository:pull", "scan:create"] }, { on: "/", actions: ["project:list"] }] }),
];

export const turn = (change: Partial<GarbageTurn>): GarbageTurn => ({
  id: 3,
  state: "done",
  began: now - 4 * hour,
  changed: now - 3.9 * hour,
  isScheduled: true,
  isDry: false,
  deletesUntagged: true,
  freed: 1_240_000_000,
  ...change,
});

export const administrationAnswers = {
  read_offers: ({ repository }) => ({
    ...offers,
    scopes: [...offers.scopes, ...(repository === null ? [] : [{ type: "repository" as const, repository }])],
  }),
  read_log: () => ({ rows: [...logRows], next: null, reachesBackTo: null }),
  list_robots: () => ({ robots: [...robots], rules: harborRules, isCut: false }),
  read_robot_permissions: ({ id }) => robots.find((each) => each.id === id)?.permissions ?? [],
  create_robot: ({ name }) => ({ user: `robot$${name}`, secret: "Xy7-shown-once", problem: null }),
  renew_robot_secret: ({ user }) => ({ user, secret: "Zz9-shown-once", problem: null }),
  set_robot_permissions: () => ({}),
  switch_robot: () => ({}),
  delete_robot: () => ({}),
  list_collections: () => ({ turns: [turn({ id: 4, state: "running", began: now - 60_000, isDry: true, isScheduled: false, freed: null }), turn({}), turn({ id: 2, state: "failed", began: now - 28 * hour, freed: null })], next: null }),
  collect_garbage: () => ({}),
  read_collection_log: () => ({ text: "2026-11-20 start to run gc in job\n3 blobs and 1 manifests eligible for deletion\n", isCut: false }),
  stop_collection: () => ({}),
  read_garbage_schedule: () => ({ schedule: { cron: "0 0 0 * * *", deletesUntagged: true }, next: now + 9 * hour }),
  set_garbage_schedule: () => ({}),
  save_log: () => ({ path: "/home/ada/Downloads/registry-log.csv" }),
} satisfies Partial<Answers>;
