// What a copy would do, image by image.
import type { ReactNode } from "react";
import type { CopyImage, CopyNote, CopyPlan } from "~/bridge/generated/contract";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { DigestLabel } from "~/parts/DigestLabel";
import table from "~/parts/Table.module.css";
import styles from "./CopyDialog.module.css";

/** Images that are drawn; more are counted. */
const shown = 200;

function sayNote(note: CopyNote, { t }: Pick<Messages, "t">): string {
  switch (note.type) {
    case "newDigest":
      return t("copies.newDigest", { left: note.left });
    case "attachmentsStay":
      return t("copies.attachmentsStay", { count: note.count });
    case "childrenMissing":
      return t("copies.childrenMissing", { count: note.count });
    case "onePlatform":
      return t("files.onePlatform", { platform: visibleText(note.platform), left: note.left });
    case "converted":
      return t(note.form === "oci" ? "conversions.becomesOci" : "conversions.becomesDocker");
    case "repacked":
      return t("conversions.repacked", { layers: note.layers });
    case "annotationsLost":
      return t("conversions.annotationsLost", { count: note.count });
    case "dockerInLayout":
      return t("conversions.dockerInLayout");
    case "uncompressedLayers":
      return t("conversions.uncompressedLayers", { count: note.count });
    case "unpacked":
      return t("files.unpacked");
    case "foreignLayers":
      return t("copies.foreignLayers", { count: note.count });
  }
}

export function CopyPlanView({ plan }: { plan: CopyPlan }): ReactNode {
  const { t, format } = useMessages();
  const isIdle = plan.images.every((image) => image.isUpToDate);
  return (
    <div className={styles["plan"]}>
      <ul className={styles["sums"]}>
        <li>{isIdle ? t("copies.nothing") : t("copies.send", { count: plan.blobs, bytes: format.bytes(plan.bytesToSend) })}</li>
        {plan.bytesToMount > 0 ? <li>{t("copies.mount", { bytes: format.bytes(plan.bytesToMount) })}</li> : null}
        {plan.bytesThere > 0 ? <li>{t("copies.there", { bytes: format.bytes(plan.bytesThere) })}</li> : null}
        {plan.destination.type === "file" ? <li>{plan.destination.form === "folder" ? t("files.staysFolder") : t("files.wholeOrNothing")}</li> : null}
        {plan.destination.type === "engine" ? <li>{t("files.staysEngine")}</li> : null}
        {plan.overwritten > 0 ? <li className={styles["loss"]}>{t("copies.overwritten", { count: plan.overwritten })}</li> : null}
      </ul>
      <div className={styles["scroller"]}>
        <table className={table["table"]} aria-label={t("copies.plan")}>
          <thead>
            <tr>
              <th scope="col">{t("copies.image")}</th>
              <th scope="col">{t("copies.becomes")}</th>
              <th scope="col">{t("copies.standing")}</th>
            </tr>
          </thead>
          <tbody>
            {plan.images.slice(0, shown).map((image) => (
              <ImageLine key={image.from} image={image} />
            ))}
          </tbody>
        </table>
        {plan.images.length > shown ? <p className={styles["quiet"]}>{t("copies.more", { count: plan.images.length - shown })}</p> : null}
      </div>
      {plan.left.length > 0 ? (
        <section aria-label={t("copies.left", { count: plan.left.length })}>
          <p className={styles["loss"]}>{t("copies.left", { count: plan.left.length })}</p>
          <ul>
            {plan.left.slice(0, shown).map(({ from, reason }) => (
              <li key={from}>
                {visibleText(from)} <span className={styles["note"]}>{visibleText(reason)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

function ImageLine({ image }: { image: CopyImage }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  return (
    <tr>
      <td>{visibleText(shortenIfDigest(image.from))}</td>
      <td>
        {image.tags.length === 0 ? t("copies.byDigest") : image.tags.map(({ tag }) => visibleText(tag)).join(", ")}{" "}
        {image.digest === null ? <span className={styles["quiet"]}>{t("conversions.digestLater")}</span> : <DigestLabel digest={image.digest} />}
        {image.attachments > 0 ? <span className={styles["note"]}>{t("copies.attachments", { count: image.attachments })}</span> : null}
        {image.notes.map((note) => (
          <span key={note.type} className={styles["note"]}>
            {sayNote(note, messages)}
          </span>
        ))}
      </td>
      <td>{image.isUpToDate ? t("copies.isSame") : <Standing image={image} />}</td>
    </tr>
  );
}

function shortenIfDigest(text: string): string {
  return text.includes(":") ? shortenDigest(text) : text;
}

function Standing({ image }: { image: CopyImage }): ReactNode {
  const { t } = useMessages();
  const overwritten = image.tags.filter(({ before, digest }) => before !== null && before !== digest);
  if (overwritten.length === 0) return t("copies.isNew");
  return overwritten.map(({ tag, before }) => (
    <span key={tag} className={styles["loss"]}>
      {t("copies.overwrites", { digest: shortenDigest(before ?? "") })}
    </span>
  ));
}
