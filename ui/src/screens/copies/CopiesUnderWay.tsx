// Copies that are under way or can go on: how far each is, in all and blob by blob, and what can be done.
import type { ReactNode } from "react";
import type { Copy, CopyState } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { ProgressBar } from "~/kit/Notice";
import { shortenDigest } from "~/lib/shorten";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { useFailureTeller } from "~/parts/failure_teller";
import styles from "./CopiesUnderWay.module.css";
import { connectionOf, sayPlace } from "./place_words";

const stateNames: Readonly<Record<CopyState, PlainKey>> = {
  running: "copies.running",
  paused: "copies.paused",
  interrupted: "copies.interrupted",
  failed: "copies.failed",
};

/** Blobs that are drawn of one copy. */
const shown = 6;

export function CopiesUnderWay(): ReactNode {
  const { t } = useMessages();
  const copies = useAsk("list_copies", {}).data ?? [];
  if (copies.length === 0) return null;
  return (
    <section className={styles["copies"]} aria-label={t("copies.underWay")}>
      {copies.map((copy) => (
        <CopyLine key={copy.activity} copy={copy} />
      ))}
    </section>
  );
}

function CopyLine({ copy }: { copy: Copy }): ReactNode {
  const { t, format } = useMessages();
  const tellFailure = useFailureTeller();
  const pause = useAct("pause_copy", tellFailure);
  const goOn = useAct("go_on_with_copy", tellFailure);
  const cancel = useAct("cancel_copy", tellFailure);
  const source = sayPlace(copy.source, copy.sourceName);
  const destination = sayPlace(copy.destination, copy.destinationName);
  const what = t("copies.line", { source, destination });
  const isRunning = copy.state === "running";
  const fraction = copy.bytes > 0 ? copy.bytesDone / copy.bytes : copy.images > 0 ? copy.imagesDone / copy.images : undefined;
  return (
    <article className={styles["copy"]} aria-label={what}>
      <div className={styles["head"]}>
        <strong className={styles["what"]}>{what}</strong>
        <span className={styles["words"]}>
          {copy.waitingUntil === null ? t(stateNames[copy.state]) : t("copies.waits", { time: format.exact(copy.waitingUntil) })}
          {isRunning
            ? ` · ${t("copies.bytesOf", { done: format.bytes(copy.bytesDone), total: format.bytes(copy.bytes) })} · ${t("copies.imagesOf", { done: copy.imagesDone, total: copy.images })}`
            : null}
        </span>
        {isRunning ? (
          <Button onPress={() => pause.mutate(copy.activity)}>{t("copies.pause")}</Button>
        ) : (
          <Button onPress={() => goOn.mutate(copy.activity)} isPending={goOn.isPending}>
            {t("copies.goOn")}
          </Button>
        )}
        <Button onPress={() => cancel.mutate(copy.activity)}>{t("copies.cancel")}</Button>
      </div>
      {isRunning ? <ProgressBar label={what} fraction={fraction} /> : null}
      {copy.blobs.length > 0 ? (
        <ul className={styles["blobs"]} aria-label={t("copies.blobs")}>
          {copy.blobs.slice(0, shown).map((blob) => (
            <li key={blob.digest}>
              <code>{shortenDigest(blob.digest)}</code>
              <ProgressBar label={t("copies.blob", { digest: shortenDigest(blob.digest) })} fraction={blob.size > 0 ? blob.done / blob.size : undefined} />
              <span className={styles["words"]}>{t("copies.bytesOf", { done: format.bytes(blob.done), total: format.bytes(blob.size) })}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {copy.failure && !isRunning ? <FailureNotice failure={copy.failure} connection={connectionOf(copy.destination)} /> : null}
    </article>
  );
}
