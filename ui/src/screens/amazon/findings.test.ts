import { describe, expect, it } from "vitest";
import type { ScanFinding, Severity } from "~/bridge/generated/contract";
import { findFindings } from "./findings";
import type { FindingsWanted } from "./findings";

const finding = (name: string, severity: Severity, score: number | null, pack: string): ScanFinding => ({
  name,
  title: null,
  description: null,
  severity,
  score,
  address: null,
  packages: [{ name: pack, version: "1", fixedIn: null, packageManager: null, path: null }],
  fixAvailable: null,
  exploitAvailable: null,
  firstSeen: null,
  remedy: null,
});

const all = [finding("CVE-2026-10", "low", 3.1, "zlib"), finding("CVE-2026-9", "critical", null, "openssl"), finding("CVE-2025-1", "high", 8.8, "curl")];

const names = (wanted: Partial<FindingsWanted>): string[] =>
  findFindings(all, { text: "", severity: "", column: "severity", descending: true, ...wanted }).map(({ name }) => name);

describe("findings", () => {
  it("come with the worst first", () => {
    expect(names({})).toEqual(["CVE-2026-9", "CVE-2025-1", "CVE-2026-10"]);
    expect(names({ descending: false })).toEqual(["CVE-2026-10", "CVE-2025-1", "CVE-2026-9"]);
  });

  it("are ordered by name as numbers count, and by score with the unknown last either way", () => {
    expect(names({ column: "name", descending: false })).toEqual(["CVE-2025-1", "CVE-2026-9", "CVE-2026-10"]);
    expect(names({ column: "score" })).toEqual(["CVE-2025-1", "CVE-2026-10", "CVE-2026-9"]);
    expect(names({ column: "score", descending: false })).toEqual(["CVE-2026-10", "CVE-2025-1", "CVE-2026-9"]);
  });

  it("are searched by name and package, and filtered by severity", () => {
    expect(names({ text: " OpenSSL" })).toEqual(["CVE-2026-9"]);
    expect(names({ text: "cve-2026" })).toEqual(["CVE-2026-9", "CVE-2026-10"]);
    expect(names({ severity: "high" })).toEqual(["CVE-2025-1"]);
  });
});
