// What Portolan's rules mean: how many images and bytes go, what is not known, and for each image why.
import type { ReactNode } from "react";
import type { RetentionImage, RetentionPreview } from "~/bridge/generated/contract";
import { explainFailure } from "~/bridge/failures";
import { useAct, useJobs } from "~/bridge/queries";
import { useWindowState } from "~/bridge/window_state";
import { Button } from "~/kit/Button";
import { Notice } from "~/kit/Notice";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { DigestLabel } from "~/parts/DigestLabel";
import { Age } from "~/parts/Known";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "../amazon/amazon.module.css";
import { priceOf, readPrice } from "../health/price";
import { fateOf, sayVerdict } from "./verdict_words";

const isText = (value: unknown): value is string => typeof value === "string";

export interface RetentionImagesProps {
  at: { connection: string; repository: string };
  preview: RetentionPreview;
}

export function RetentionImages({ at, preview }: RetentionImagesProps): ReactNode {
  const messages = useMessages();
  const { t, format, language } = messages;
  const open = useOpen();
  // What a gigabyte costs is typed beside the space that a registry takes up.
  const { value: typed } = useWindowState<string>(`price.${at.connection}`, isText, "");
  const price = readPrice(typed);
  const all = preview.expire + preview.archive + preview.stay;
  const bytes = format.bytes(preview.freed);
  return (
    <section aria-label={t("retention.preview")} className={styles["section"]}>
      <h2>{t("retention.preview")}</h2>
      <p role="status" className={styles["totals"]}>
        <strong className={preview.expire > 0 ? styles["goes"] : undefined}>{t("retention.expire", { count: preview.expire })}</strong>
        {preview.tags > 0 && <span className={styles["goes"]}>{t("retention.tags", { count: preview.tags })}</span>}
        {preview.archive > 0 && <span>{t("retention.archive", { count: preview.archive })}</span>}
        <span>{t("retention.stay", { count: preview.stay })}</span>
        {preview.expire > 0 && <span>{t(preview.unreadStaying > 0 ? "retention.freedAtMost" : "retention.freed", { bytes })}</span>}
        {preview.expire > 0 && price !== undefined && <span>{t("retention.saves", { amount: priceOf(preview.freed, price, language) })}</span>}
      </p>
      {preview.expire > 0 && price === undefined ? (
        <p className={styles["help"]}>
          {t("retention.noPrice")}{" "}
          <Button tone="quiet" onPress={() => open(addresses.health(at.connection, "storage"))}>
            {t("retention.setPrice")}
          </Button>
        </p>
      ) : null}
      {preview.takesAll && (
        <p role="alert" className={styles["lack"]}>
          {t("retention.takesAll")}
        </p>
      )}
      <NotKnown at={at} preview={preview} />
      <ul className={styles["doubts"]}>
        {preview.shared > 0 && <li>{t("retention.sharedStays", { bytes: format.bytes(preview.shared) })}</li>}
        {preview.unreadGoing > 0 && <li>{t("retention.unreadGoing", { count: preview.unreadGoing })}</li>}
        {preview.used > 0 && <li>{t("retention.used", { count: preview.used })}</li>}
        {preview.listedAt !== null && <li>{t("retention.listed", { when: format.relative(preview.listedAt) })}</li>}
      </ul>
      <div className={styles["tableFrame"]}>
        <table className={styles["table"]}>
          <thead>
            <tr>
              <th scope="col">{t("repository.tags")}</th>
              <th scope="col">{t("repository.digest")}</th>
              <th scope="col">{t("repository.pushed")}</th>
              <th scope="col">{t("repository.created")}</th>
              <th scope="col">{t("retention.outcome")}</th>
            </tr>
          </thead>
          <tbody>
            {preview.images.map((image) => (
              <Row key={image.digest} image={image} />
            ))}
          </tbody>
        </table>
      </div>
      {preview.images.length < all ? <p className={styles["help"]}>{t("retention.shownOf", { shown: preview.images.length, all })}</p> : null}
    </section>
  );
}

function Row({ image }: { image: RetentionImage }): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  return (
    <tr>
      <td>{image.tags.length === 0 ? <em>{t("repository.untagged")}</em> : visibleText(format.list(image.tags.slice(0, 4)))}</td>
      <td>
        <DigestLabel digest={image.digest} brief />
      </td>
      <td>
        {image.pushed === null && image.seen !== null ? (
          <em>{t("retention.firstSeen", { when: format.relative(image.seen) })}</em>
        ) : (
          <Age time={image.pushed} />
        )}
      </td>
      <td>
        <Age time={image.created} />
      </td>
      <td className={fateOf(image) === "stays" ? undefined : styles["goes"]}>{sayVerdict(image, messages)}</td>
    </tr>
  );
}

/** What is not known, and the way to know it. */
function NotKnown({ at, preview }: RetentionImagesProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const load = useAct("load_details");
  const isReading = useJobs().some((job) => job.kind === "loadDetails" && job.connection === at.connection && job.repository === at.repository);
  const lacks = [
    preview.problem === null ? undefined : t("retention.usesUnknown", { why: visibleText(preview.problem.detail) }),
    preview.unsure === 0 ? undefined : t("retention.unsure", { count: preview.unsure }),
    preview.unknownTags === 0 ? undefined : t("retention.unknownTags", { count: preview.unknownTags }),
    ...preview.unfollowed.flatMap(({ tag, problem }) =>
      problem === null ? [] : [t("retention.unfollowed", { tag: visibleText(tag), why: explainFailure(problem, messages).title })],
    ),
    preview.unread === 0 ? undefined : t("retention.unread", { count: preview.unread }),
  ].filter((each) => each !== undefined);
  if (lacks.length === 0) return null;
  const canRead = preview.unknownTags > 0 || preview.unread > 0;
  return (
    <Notice>
      {lacks.map((each) => (
        <p key={each}>{each}</p>
      ))}
      {canRead && (
        <Button onPress={() => load.mutate(at)} isPending={load.isPending || isReading}>
          {t(isReading ? "retention.reading" : "retention.readNow")}
        </Button>
      )}
    </Notice>
  );
}
