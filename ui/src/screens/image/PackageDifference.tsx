// What changed between two images by the lists of packages (SBOM) attached to them.
import type { ReactNode } from "react";
import type { AttachedPackages, PackageComparison } from "~/bridge/generated/contract";
import { explainFailure } from "~/bridge/failures";
import { useAsk } from "~/bridge/queries";
import { Skeleton } from "~/kit/Notice";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { Capped } from "~/parts/Capped";
import { FailureNotice } from "~/parts/FailureNotice";
import { Unknown } from "~/parts/Known";
import table from "~/parts/Table.module.css";
import styles from "./TagMoves.module.css";

export interface PackageDifferenceProps {
  connection: string;
  repository: string;
  before: string;
  now: string;
}

export function PackageDifference(props: PackageDifferenceProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const { data, error } = useAsk("compare_packages", { ...props, platform: null });
  const title = t("packages.title");
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      {error ? <FailureNotice failure={error.failure} connection={props.connection} /> : null}
      {!data && !error ? <Skeleton label={t("packages.loading")} lines={2} /> : null}
      {data ? <Told comparison={data} before={props.before} now={props.now} /> : null}
    </section>
  );
}

function Told({ comparison, before, now }: { comparison: PackageComparison; before: string; now: string }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  if (!comparison.before || !comparison.now) {
    const lacking = [comparison.before ? undefined : before, comparison.now ? undefined : now].filter((each) => each !== undefined);
    return (
      <p className={styles["help"]}>
        {comparison.problem
          ? t("packages.unreadable", { why: explainFailure(comparison.problem, messages).title, said: visibleText(comparison.problem.detail) })
          : t("packages.none", { digests: messages.format.list(lacking.map((digest) => shortenDigest(digest))) })}
      </p>
    );
  }
  const rows = rowsOf(comparison);
  return (
    <>
      <p className={styles["help"]}>
        {t("packages.sums", { added: comparison.added.length, removed: comparison.removed.length, changed: comparison.changed.length, same: comparison.same })} {sayForms(comparison.before, comparison.now, t("packages.otherForms"))}
      </p>
      {rows.length === 0 ? null : (
        <Capped items={rows} room={200}>
          {(shown) => (
            <div className={styles["tableFrame"]}>
              <table className={table["table"]} aria-label={t("packages.title")}>
                <thead>
                  <tr>
                    <th scope="col">{t("packages.package")}</th>
                    <th scope="col">{t("packages.ecosystem")}</th>
                    <th scope="col">{t("history.changedBefore")}</th>
                    <th scope="col">{t("history.changedNow")}</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((row) => (
                    <tr key={`${row.name} ${row.ecosystem ?? ""} ${row.before?.join() ?? ""} ${row.now?.join() ?? ""}`}>
                      <td>{visibleText(row.name)}</td>
                      <td>{row.ecosystem === null ? <Unknown /> : visibleText(row.ecosystem)}</td>
                      <td>{row.before === null ? <em>{t("packages.notThere")}</em> : <Versions of={row.before} />}</td>
                      <td>{row.now === null ? <em>{t("packages.gone")}</em> : <Versions of={row.now} />}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Capped>
      )}
    </>
  );
}

interface PackageRow {
  name: string;
  ecosystem: string | null;
  /** `null`: it is not there. */
  before: readonly string[] | null;
  now: readonly string[] | null;
}

/** Changed ones first, then what came and what went; each by name. */
function rowsOf({ added, removed, changed }: PackageComparison): PackageRow[] {
  const versions = (version: string | null): string[] => (version === null ? [] : [version]);
  return [
    ...changed,
    ...added.map(({ name, ecosystem, version }) => ({ name, ecosystem, before: null, now: versions(version) })),
    ...removed.map(({ name, ecosystem, version }) => ({ name, ecosystem, before: versions(version), now: null })),
  ];
}

/** Lists of different forms call some packages otherwise. */
const sayForms = (before: AttachedPackages, now: AttachedPackages, words: string): string => (before.format === now.format ? "" : words);

function Versions({ of }: { of: readonly string[] }): ReactNode {
  const { format } = useMessages();
  return of.length === 0 ? <Unknown /> : <code>{format.list(of.map((version) => visibleText(version)))}</code>;
}
