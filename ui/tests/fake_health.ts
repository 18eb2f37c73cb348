// What a registry's health and use of space look like, for tests and for looking at.
import type { Health, StorageUse } from "~/bridge/generated/contract";

const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;
const day = 86_400_000;

export const health: Health = {
  findings: [
    { type: "contentGone", repository: "team/api", tag: "1.2.0", digest: digestOf("1") },
    { type: "contentGone", repository: "team/api", tag: "1.2.1", digest: digestOf("2") },
    { type: "brokenIndex", repository: "team/web", digest: digestOf("3"), tags: ["2.0", "latest"], missing: [digestOf("4")] },
    { type: "danglingReferrer", repository: "team/web", digest: digestOf("5"), tags: [`sha256-${"6".repeat(64)}.sig`], subject: digestOf("6"), certain: true },
    { type: "danglingReferrer", repository: "tools/lint", digest: digestOf("7"), tags: [], subject: digestOf("8"), certain: false },
    { type: "noTags", repository: "old/empty", images: null },
    { type: "unpulled", repository: "team/api", digest: digestOf("9"), tags: ["0.9"], since: Date.now() - 400 * day, never: false },
    { type: "unpulled", repository: "team/api", digest: digestOf("a"), tags: ["0.8"], since: Date.now() - 500 * day, never: true },
  ],
  counts: { contentGone: 2, brokenIndex: 1, danglingReferrer: 2, unpulled: 2, noTags: 1, nearLimit: 0 },
  known: { repositories: 42, unlisted: 3, images: 1204, unread: 12, tellsPulls: true, oldest: Date.now() - 7_200_000 },
  quota: { limit: 100, remaining: 37, window: 21_600, seenAt: Date.now() - 120_000 },
};

const known = { unshared: 0, unknown: 0, unlisted: 0 };
const sizes: readonly [string, number, number, number][] = [
  ["team/api", 210, 26_400_000_000, 21_000_000_000],
  ["team/web", 120, 12_100_000_000, 4_000_000_000],
  ["data/spark", 18, 9_800_000_000, 9_700_000_000],
  ["data/notebooks", 12, 7_200_000_000, 1_100_000_000],
  ["platform/base-images-with-a-long-name", 44, 5_100_000_000, 900_000_000],
  ["platform/runner", 31, 3_900_000_000, 2_300_000_000],
  ["tools/lint", 60, 1_200_000_000, 1_190_000_000],
  ["tools/docs", 9, 640_000_000, 80_000_000],
  ["charts/app", 80, 1_900_000, 1_900_000],
];

export const storageUse: StorageUse = {
  bytes: 61_000_000_000,
  repositories: [
    ...sizes.map(([repository, images, bytes, onlyIts]) => ({ repository, listed: true, images, bytes, onlyIts, gaps: { ...known, unshared: repository === "tools/docs" ? 2 : 0 } })),
    { repository: "never/seen", listed: false, images: 0, bytes: null, onlyIts: null, gaps: { ...known, unlisted: 1 } },
  ],
  images: [
    { digest: digestOf("b"), tags: ["1.4", "latest"], bytes: 840_000_000, onlyIts: 120_000_000, whole: false },
    { digest: digestOf("c"), tags: ["1.3"], bytes: 820_000_000, onlyIts: 20_000_000, whole: false },
    { digest: digestOf("d"), tags: [], bytes: 310_000_000, onlyIts: 310_000_000, whole: true },
    { digest: digestOf("e"), tags: ["0.1"], bytes: null, onlyIts: null, whole: false },
  ],
};
