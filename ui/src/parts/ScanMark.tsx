// What a registry's own scan of an image came to: the worst findings in a word, all of them on hover and for a screen reader.
import type { ReactNode } from "react";
import type { ScanState, ScanSummary, Severity } from "~/bridge/generated/contract";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages, PlainKey } from "~/messages/Messages";
import { Unknown } from "./Known";
import styles from "./ScanMark.module.css";

export const severityNames = {
  critical: "scan.critical",
  high: "scan.high",
  medium: "scan.medium",
  low: "scan.low",
  informational: "scan.informational",
  undefined: "scan.undefined",
} as const satisfies Record<Severity, PlainKey>;

const stateNames = {
  pending: "scan.pending",
  running: "scan.running",
  complete: "scan.complete",
  continuous: "scan.complete",
  failed: "scan.failed",
  notCovered: "scan.notCovered",
  unknown: "common.unknown",
} as const satisfies Record<ScanState, PlainKey>;

/** A severity as a coloured word; the shape of the mark says it without colour as well. */
export function SeverityMark({ severity, count }: { severity: Severity; count?: number }): ReactNode {
  const { t, format } = useMessages();
  return (
    <span className={classNames(styles["severity"], styles[severity])}>
      <span className={styles["bar"]} aria-hidden="true" />
      {count === undefined ? null : <span className={styles["count"]}>{format.number(count)}</span>}
      {t(severityNames[severity])}
    </span>
  );
}

/** All findings in words: "2 critical, 14 high". */
export function findingsInWords(scan: ScanSummary, { t, format }: Messages): string {
  if (scan.counts.length === 0) return t("scan.clean");
  return format.list(scan.counts.map(({ severity, count }) => `${format.number(count)} ${t(severityNames[severity])}`));
}

export function ScanMark({ scan, wide = false }: { scan: ScanSummary | null; wide?: boolean }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  if (scan === null) return <Unknown />;
  const words = scan.description === null ? undefined : visibleText(scan.description);
  if (scan.state !== "complete" && scan.state !== "continuous") {
    return (
      <span className={styles["state"]} title={words}>
        {t(stateNames[scan.state])}
      </span>
    );
  }
  const [worst] = scan.counts;
  if (worst === undefined) return <span className={styles["clean"]}>{t("scan.clean")}</span>;
  if (wide) {
    return (
      <span className={styles["all"]}>
        {scan.counts.map(({ severity, count }) => (
          <SeverityMark key={severity} severity={severity} count={count} />
        ))}
      </span>
    );
  }
  const others = scan.counts.length > 1;
  return (
    <span className={styles["mark"]} title={findingsInWords(scan, messages)}>
      <SeverityMark severity={worst.severity} count={worst.count} />
      {others ? <span className={styles["others"]}>{t("scan.andOthers", { count: scan.counts.slice(1).reduce((sum, each) => sum + each.count, 0) })}</span> : null}
    </span>
  );
}
