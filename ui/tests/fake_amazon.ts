// A made-up Amazon ECR connection: what only such a registry tells of its images.
import type { ImageRow, ImageWindow, ScanSummary } from "~/bridge/generated/contract";
import { day, now } from "./fake_content";
import type { Answers } from "./fake_host";
import { museum, museumAnswers } from "./fake_images";

const scanned = (counts: ScanSummary["counts"], change: Partial<ScanSummary> = {}): ScanSummary => ({
  state: "complete",
  description: null,
  completed: now - day,
  counts,
  ...change,
});

const scans: readonly (ScanSummary | null)[] = [
  scanned([
    { severity: "critical", count: 2 },
    { severity: "high", count: 14 },
    { severity: "medium", count: 120 },
  ]),
  scanned([]),
  scanned([], { state: "running" }),
  scanned([{ severity: "medium", count: 3 }]),
  scanned([], { state: "notCovered", description: "UnsupportedImageError" }),
  null,
  scanned([{ severity: "low", count: 1 }]),
];

/** The museum as a registry lists it that knows more. */
export const amazonRows: readonly ImageRow[] = museum.map((row, index) => ({
  ...row,
  pushed: now - (index + 1) * 5 * day,
  pulled: index % 3 === 2 ? null : now - index * day,
  scan: scans[index % scans.length] ?? null,
  storage: index === 8 ? "archive" : index === 9 ? "restoring" : "standard",
}));

const byKey = new Map(amazonRows.map((row) => [row.digest, row]));

export const amazonAnswers: Partial<Answers> = {
  ...museumAnswers,
  list_images: async (request) => {
    const window = (await museumAnswers.list_images?.(request)) as ImageWindow;
    return {
      ...window,
      tells: ["pushed", "pulled", "scan", "storage"],
      rows: window.rows.map((row) => ({ ...(byKey.get(row.digest) ?? row), key: row.key, tags: row.tags, tagCount: row.tagCount })),
    };
  },
};
