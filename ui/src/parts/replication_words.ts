// Says what came of a turn of a rule that copies. No drawing.
import type { ReplicationRun } from "~/bridge/generated/contract";
import type { Messages } from "~/messages/Messages";

/** "3 images copied, 1 did not arrive (late: …)". */
export function sayReplicationRun(run: ReplicationRun, { t }: Pick<Messages, "t">): string {
  const parts: string[] = [];
  if (run.outcome === "stopped") parts.push(t("replication.ranStopped"));
  if (run.copied > 0) parts.push(t("replication.ranDone", { copied: run.copied }));
  if (run.deleted > 0) parts.push(t("replication.ranDeleted", { deleted: run.deleted }));
  if (run.failed > 0) parts.push(t("replication.ranFailed", { failed: run.failed }));
  if (run.heldBack > 0) parts.push(t("replication.ranHeldBack", { count: run.heldBack }));
  if (parts.length === 0) parts.push(t(run.outcome === "failed" ? "replication.ranFailedWhole" : "replication.ranNothing"));
  const what = parts.join(", ");
  return run.late ? `${what} (${t("replication.late")})` : what;
}
