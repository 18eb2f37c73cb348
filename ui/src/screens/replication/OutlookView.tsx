// What a rule, or a copy of a registry, would do: in all, and repository by repository.
import type { ReactNode } from "react";
import type { OutlookPlace, ReplicationOutlook } from "~/bridge/generated/contract";
import { useEveryConnection, useJobs } from "~/bridge/queries";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { JobLine } from "~/parts/JobLine";
import table from "~/parts/Table.module.css";
import styles from "./replication.module.css";
import { nameOf } from "./rule_words";

export function OutlookView({ outlook, job }: { outlook: ReplicationOutlook; job: string }): ReactNode {
  const { t, format } = useMessages();
  const jobs = useJobs();
  const { copies, deletions, heldBack, overwritten, same, repositories } = outlook;
  const isIdle = copies === 0 && deletions === 0;
  return (
    <div className={styles["form"]}>
      {outlook.running ? <JobLine label={t("replication.lookingAhead")} job={jobs.find((each) => each.id === job)} /> : null}
      <ul className={styles["sums"]} aria-live="polite">
        {isIdle ? outlook.running ? null : <li>{t("replication.wouldNothing")}</li> : null}
        {copies > 0 ? <li>{t("replication.wouldCopy", { count: copies, bytes: format.bytes(outlook.bytes) })}</li> : null}
        {overwritten > 0 ? <li className={styles["complaint"]}>{t("replication.wouldOverwrite", { count: overwritten })}</li> : null}
        {deletions > 0 ? <li className={styles["complaint"]}>{t("replication.wouldDelete", { count: deletions })}</li> : null}
        {heldBack > 0 ? <li className={styles["doubt"]}>{t("replication.ranHeldBack", { count: heldBack })}</li> : null}
        {same > 0 ? <li>{t("replication.isThere", { count: same })}</li> : null}
        <li className={styles["quiet"]}>
          {repositories === null ? t("replication.listing") : t("replication.looked", { done: outlook.lookedAt, count: repositories })}
        </li>
      </ul>
      {outlook.failure ? <FailureNotice failure={outlook.failure} connection={outlook.rule.source} /> : null}
      {outlook.places.length > 0 ? (
        <div className={styles["scroller"]}>
          <table className={table["table"]} aria-label={t("replication.places")}>
            <thead>
              <tr>
                <th scope="col">{t("replication.repository")}</th>
                <th scope="col">{t("replication.place")}</th>
                <th scope="col">{t("replication.copies")}</th>
                <th scope="col">{t("replication.deletions")}</th>
              </tr>
            </thead>
            <tbody>
              {outlook.places.map((place) => (
                <PlaceRow key={`${place.connection} ${place.place}`} place={place} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </div>
  );
}

function PlaceRow({ place }: { place: OutlookPlace }): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const connections = useEveryConnection();
  const tags = place.tags.map((tag) => visibleText(tag)).join(", ");
  return (
    <tr>
      <td>{visibleText(place.repository)}</td>
      <td>
        <span className={styles["line"]}>{visibleText(place.place)}</span>
        <span className={styles["quiet"]}>{nameOf(place.connection, connections, messages)}</span>
      </td>
      <td>
        {place.copies > 0 ? (
          <>
            <span className={styles["line"]}>{place.copies > place.tags.length ? t("replication.moreTags", { tags }) : tags}</span>
            <span className={styles["quiet"]}>{format.bytes(place.bytes)}</span>
          </>
        ) : null}
        {place.failure ? <span className={`${styles["quiet"] ?? ""} ${styles["complaint"] ?? ""}`}>{visibleText(place.failure.detail)}</span> : null}
      </td>
      <td>{place.deletions.map((tag) => visibleText(tag)).join(", ")}</td>
    </tr>
  );
}
