// Findings of a scan, searched, filtered and put in order. Pure.
import type { ScanFinding, Severity } from "~/bridge/generated/contract";

/** The worst first. */
export const severities = ["critical", "high", "medium", "low", "informational", "undefined"] as const satisfies readonly Severity[];

export type FindingColumn = "name" | "severity" | "score" | "package";

export interface FindingsWanted {
  /** In a name, a title or a package, whatever the case. */
  text: string;
  /** Empty: every one. */
  severity: Severity | "";
  column: FindingColumn;
  /** The worst, the highest or the last of the alphabet first. */
  descending: boolean;
}

function matches(finding: ScanFinding, text: string): boolean {
  const places = [finding.name, finding.title ?? "", ...finding.packages.map(({ name }) => name)];
  return places.some((place) => place.toLowerCase().includes(text));
}

const compare = new Intl.Collator("en", { numeric: true }).compare;

const packageOf = (finding: ScanFinding): string => finding.packages[0]?.name ?? "";

/** How two findings stand to each other in a column; what is not known comes last either way. */
function order(one: ScanFinding, other: ScanFinding, { column, descending }: FindingsWanted): number {
  const turn = descending ? -1 : 1;
  switch (column) {
    case "name":
      return turn * compare(one.name, other.name);
    case "package":
      return turn * compare(packageOf(one), packageOf(other));
    case "severity":
      return turn * (severities.indexOf(other.severity) - severities.indexOf(one.severity));
    case "score":
      if (one.score === null || other.score === null) return Number(one.score === null) - Number(other.score === null);
      return turn * (one.score - other.score);
  }
}

export function findFindings(findings: readonly ScanFinding[], wanted: FindingsWanted): ScanFinding[] {
  const text = wanted.text.trim().toLowerCase();
  return findings
    .filter((finding) => (wanted.severity === "" || finding.severity === wanted.severity) && (text === "" || matches(finding, text)))
    .toSorted((one, other) => order(one, other, wanted) || compare(one.name, other.name));
}
