// The rows of a vendor’s log: the plain word for what was done, and the vendor’s own beside it.
import type { ReactNode } from "react";
import type { LogMeaning, LogRow, ScopeAt } from "~/bridge/generated/contract";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { Age } from "~/parts/Known";
import { RegistryText } from "~/parts/RegistryText";
import table from "~/parts/Table.module.css";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./administration.module.css";

const meanings = {
  pulled: "administration.pulled",
  pushed: "administration.pushed",
  tagged: "administration.tagged",
  created: "administration.created",
  changed: "administration.changed",
  deleted: "administration.deleted",
  signedIn: "administration.signedIn",
  signedOut: "administration.signedOut",
} as const satisfies Record<LogMeaning, PlainKey>;

export function LogRows({ at, rows }: { at: ScopeAt; rows: readonly LogRow[] }): ReactNode {
  const { t } = useMessages();
  // A vendor that never tells a thing gets no column of dashes for it.
  const hasSource = rows.some((row) => row.source !== null);
  return (
    <div className={styles["tableFrame"]}>
      <table className={table["table"]} aria-label={t("administration.log")}>
        <thead>
          <tr>
            <th scope="col">{t("administration.when")}</th>
            <th scope="col">{t("administration.who")}</th>
            <th scope="col">{t("administration.what")}</th>
            <th scope="col">{t("administration.to")}</th>
            {hasSource ? <th scope="col">{t("administration.from")}</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // oxlint-disable-next-line no-array-index-key -- rows have no identity of their own, and only grow at their end
            <tr key={index}>
              <td className={styles["short"]}>
                <Age time={row.at} />
              </td>
              <td>{row.actor === null ? null : <RegistryText text={row.actor} />}</td>
              <td title={row.said === null ? undefined : visibleText(row.said)}>
                {row.meaning === null ? null : t(meanings[row.meaning])}
                {row.worked === false ? <span className={styles["failed"]}> {t("administration.failed")}</span> : null}
                <code className={styles["aside"]}>
                  <RegistryText text={row.deed} />
                </code>
              </td>
              <td>
                <Target row={row} connection={at.connection} />
              </td>
              {hasSource ? <td className={styles["short"]}>{row.source === null ? null : <RegistryText text={row.source} />}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Target({ row, connection }: { row: LogRow; connection: string }): ReactNode {
  const open = useOpen();
  const { repository, selector, about } = row;
  if (repository === null) return about === null ? null : <RegistryText text={about} />;
  const named = selector === null ? "" : selector.includes(":") ? `@${shortenDigest(selector)}` : `:${selector}`;
  // What was deleted may be gone; the repository tells.
  const address =
    selector === null || row.meaning === "deleted" ? addresses.repository(connection, repository) : addresses.image(connection, repository, selector);
  return (
    <button type="button" className={table["link"]} onClick={() => open(address)}>
      <RegistryText text={`${repository}${named}`} />
    </button>
  );
}
