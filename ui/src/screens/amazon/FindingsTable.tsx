// What a scan found: searched, filtered, put in order.
import { ArrowDown, ArrowUp } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { ScanFinding, Severity } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { OutsideLink, OutsideLinks } from "~/parts/OutsideLink";
import { SeverityMark, severityNames } from "~/parts/ScanMark";
import { findFindings, severities } from "./findings";
import type { FindingColumn, FindingsWanted } from "./findings";
import styles from "./amazon.module.css";

/** Rows that are drawn: who looks for more searches. */
const most = 300;

export interface FindingsTableProps {
  label: string;
  findings: readonly ScanFinding[];
  /** A word about each finding, in a column of its own. */
  standing?: { head: string; of: (finding: ScanFinding) => string };
}

const columns = [
  { id: "severity", name: "scans.severity" },
  { id: "name", name: "scans.name" },
  { id: "score", name: "scans.score" },
  { id: "package", name: "scans.package" },
] as const satisfies readonly { id: FindingColumn; name: PlainKey }[];

export function FindingsTable({ label, findings, standing }: FindingsTableProps): ReactNode {
  const { t } = useMessages();
  const [wanted, setWanted] = useState<FindingsWanted>({ text: "", severity: "", column: "severity", descending: true });
  const found = useMemo(() => findFindings(findings, wanted), [findings, wanted]);
  const present = severities.filter((severity) => findings.some((finding) => finding.severity === severity));
  const sort = (column: FindingColumn): void =>
    setWanted((before) => ({ ...before, column, descending: before.column === column ? !before.descending : column === "severity" || column === "score" }));
  return (
    <OutsideLinks className={styles["section"]}>
      <div className={styles["ruleRow"]}>
        <div className={styles["grows"]}>
          <TextField
            label={t("scans.search")}
            hideLabel
            kind="search"
            placeholder={t("scans.search")}
            value={wanted.text}
            onChange={(text) => setWanted((before) => ({ ...before, text }))}
          />
        </div>
        <Select
          label={t("scans.severity")}
          hideLabel
          value={wanted.severity === "" ? "every" : wanted.severity}
          onChange={(value) => setWanted((before) => ({ ...before, severity: value === "every" ? "" : value }))}
          choices={[{ value: "every" as Severity | "every", label: t("scans.everySeverity") }, ...present.map((value) => ({ value, label: t(severityNames[value]) }))]}
        />
        <span role="status" className={styles["help"]}>
          {t("scans.shown", { shown: Math.min(found.length, most), all: findings.length })}
        </span>
      </div>
      {found.length === 0 ? (
        <p className={styles["help"]}>{t("scans.noneMatch")}</p>
      ) : (
        <div className={styles["tableFrame"]}>
          <table className={classNames(styles["table"], styles["findings"])} aria-label={label}>
            <thead>
              <tr>
                {standing === undefined ? null : <th scope="col">{standing.head}</th>}
                {columns.map(({ id, name }) => {
                  const isSorted = wanted.column === id;
                  return (
                    <th key={id} scope="col" aria-sort={isSorted ? (wanted.descending ? "descending" : "ascending") : "none"}>
                      <button type="button" className={styles["sorter"]} onClick={() => sort(id)}>
                        {t(name)}
                        {isSorted ? <Icon icon={wanted.descending ? ArrowDown : ArrowUp} size={12} /> : null}
                      </button>
                    </th>
                  );
                })}
                <th scope="col">{t("scans.installed")}</th>
                <th scope="col">{t("scans.fixedIn")}</th>
              </tr>
            </thead>
            <tbody>
              {found.slice(0, most).map((finding, index) => (
                // Findings have no identity of their own: the same name may be there for several packages.
                // oxlint-disable-next-line react/no-array-index-key
                <Row key={`${finding.name} ${String(index)}`} finding={finding} standing={standing?.of(finding)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </OutsideLinks>
  );
}

function Row({ finding, standing }: { finding: ScanFinding; standing: string | undefined }): ReactNode {
  const { t, format } = useMessages();
  const name = visibleText(finding.name);
  const more = [finding.title, finding.description, finding.remedy].filter((text) => text !== null && text !== "" && text !== finding.name);
  return (
    <tr>
      {standing === undefined ? null : <td>{standing}</td>}
      <td>
        <SeverityMark severity={finding.severity} />
      </td>
      <td title={visibleText(more.join("\n"))}>
        {finding.address === null ? (
          name
        ) : (
          <OutsideLink url={finding.address} withIcon>
            {name}
          </OutsideLink>
        )}
        {finding.exploitAvailable === "YES" ? <span className={styles["goes"]}> · {t("scans.exploited")}</span> : null}
      </td>
      <td>{finding.score === null ? "" : format.number(finding.score)}</td>
      <td>{visibleText(finding.packages.map((each) => each.name).join("\n"), true)}</td>
      <td>{visibleText(finding.packages.map((each) => each.version ?? "").join("\n"), true)}</td>
      <td>
        {finding.fixAvailable === "NO" || finding.packages.every((each) => each.fixedIn === null) ? (
          <em>{t("scans.noFix")}</em>
        ) : (
          visibleText(finding.packages.map((each) => each.fixedIn ?? "").join("\n"), true)
        )}
      </td>
    </tr>
  );
}
