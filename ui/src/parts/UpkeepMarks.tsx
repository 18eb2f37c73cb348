// What a registry does with an image by itself, in a word; each profile and place on hover.
import type { ReactNode } from "react";
import type { ProgressState, ReplicatedTo, SignedBy } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages, PlainKey } from "~/messages/Messages";
import { Unknown } from "./Known";
import styles from "./UpkeepMarks.module.css";

const stateNames = {
  running: "upkeep.running",
  complete: "upkeep.complete",
  failed: "upkeep.failed",
  unknown: "upkeep.unknown",
} as const satisfies Record<ProgressState, PlainKey>;

const signingNames = {
  running: "upkeep.signingRunning",
  complete: "upkeep.trusted",
  failed: "upkeep.signingFailed",
  unknown: "upkeep.unknown",
} as const satisfies Record<ProgressState, PlainKey>;

/** What needs a look first. */
const worstFirst: readonly ProgressState[] = ["failed", "unknown", "running", "complete"];

function worstOf(all: readonly { state: ProgressState }[]): ProgressState {
  return worstFirst.find((state) => all.some((each) => each.state === state)) ?? "unknown";
}

function sayState({ state, failure }: { state: ProgressState; failure: string | null }, { t }: Messages): string {
  return failure === null ? t(stateNames[state]) : t("upkeep.failedBecause", { reason: visibleText(failure) });
}

/** A signing profile by its name: its resource name is on hover. */
const nameOf = (profile: string): string => profile.slice(profile.lastIndexOf("/") + 1);

export function SigningMark({ signing }: { signing: readonly SignedBy[] | null }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  if (signing === null) return <Unknown />;
  if (signing.length === 0) return <span className={styles["quiet"]}>{t("upkeep.unsigned")}</span>;
  const worst = worstOf(signing);
  const all = signing.map((one) => t("upkeep.signature", { profile: visibleText(one.profile), state: sayState(one, messages) }));
  const [first] = signing;
  return (
    <span className={worst === "failed" ? styles["failed"] : undefined} title={all.join("\n")}>
      {t(signingNames[worst])}
      {worst === "complete" && first !== undefined && <span className={styles["by"]}>{visibleText(nameOf(first.profile))}</span>}
    </span>
  );
}

export function ReplicationMark({ replication }: { replication: readonly ReplicatedTo[] | null }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  if (replication === null) return <Unknown />;
  if (replication.length === 0) return <span className={styles["quiet"]}>{t("upkeep.copiedNowhere")}</span>;
  const worst = worstOf(replication);
  const all = replication.map((one) => t("upkeep.copy", { account: visibleText(one.destination.account), region: visibleText(one.destination.region), state: sayState(one, messages) }));
  const failed = replication.filter(({ state }) => state === "failed").length;
  return (
    <span className={worst === "failed" ? styles["failed"] : undefined} title={all.join("\n")}>
      {worst === "failed" && t("upkeep.copyFailed", { count: failed })}
      {worst === "running" && t("upkeep.copying")}
      {worst === "unknown" && t("upkeep.unknown")}
      {worst === "complete" && t("upkeep.copied", { count: replication.length })}
    </span>
  );
}
