// What is left of a registry's pull quota, as it said last; and asking it, which costs none of it.
import { Gauge } from "lucide-react";
import type { ReactNode } from "react";
import type { PullQuota, RegistryKind } from "~/bridge/generated/contract";
import { useAct, useConnection } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "./health.module.css";

/** Who counts pulls, or may: the others are known to count none, and Amazon has rates per second instead. */
const maybeMetered: readonly RegistryKind[] = ["dockerHub", "generic", "visited"];

export interface QuotaProps {
  connection: string;
  /** What the registry said last by itself. */
  quota: PullQuota | null;
}

export function Quota({ connection, quota }: QuotaProps): ReactNode {
  const { t, format } = useMessages();
  const known = useConnection(connection);
  const ask = useAct("ask_pull_quota");
  const said = ask.data?.quota ?? quota;
  const mayHaveOne = known !== undefined && maybeMetered.includes(known.kind);
  if (!said && !mayHaveOne) return null;
  const answer = ask.data;
  return (
    <section aria-label={t("health.quota")} className={styles["quota"]}>
      <h2>{t("health.quota")}</h2>
      {said ? (
        <>
          <div role="meter" aria-label={t("health.quota")} aria-valuemin={0} aria-valuemax={said.limit} aria-valuenow={said.remaining} className={styles["meter"]}>
            <span className={classNames(styles["left"], said.remaining * 4 < said.limit && styles["short"])} style={{ width: `${Math.min(100, (100 * said.remaining) / Math.max(1, said.limit))}%` }} />
          </div>
          <p>
            {t("health.quotaLeft", {
              remaining: said.remaining,
              limit: said.limit,
              window: t("health.hours", { count: Math.max(1, Math.round(said.window / 3600)) }),
              when: format.relative(said.seenAt),
            })}
          </p>
        </>
      ) : null}
      {answer && answer.quota === null ? <p role="status">{answer.by === null ? t("health.quotaNothingKnown") : t("health.quotaNone", { image: visibleText(answer.by) })}</p> : null}
      {ask.error ? <FailureNotice failure={ask.error.failure} connection={connection} /> : null}
      {mayHaveOne ? (
        <div>
          <Button icon={Gauge} isPending={ask.isPending} onPress={() => ask.mutate({ connection })}>
            {t("health.askQuota")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
