// The registry inside Portolan: whether it runs, where, and how much it holds. What is in it is its own screen's.
import type { ReactNode } from "react";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./settings.module.css";

export function LocalRegistrySection(): ReactNode {
  const { t, format } = useMessages();
  const open = useOpen();
  const { data, error, refetch } = useAsk("read_local_registry", {}, { always: true });
  const start = useAct("start_local_registry");
  const failure = start.error?.failure ?? error?.failure ?? data?.problem;
  return (
    <section aria-label={t("settings.local")} className={styles["section"]}>
      <h2>{t("settings.local")}</h2>
      {failure ? <FailureNotice failure={failure} onRetry={() => void refetch()} /> : null}
      {data ? (
        <>
          <p>
            {data.running ? t("settings.localRunning", { address: data.address }) : t("settings.localStopped")}
            {" · "}
            {t("settings.localHolds", {
              repositories: t("common.repositories", { count: data.repositories }),
              bytes: format.bytes(data.bytes),
            })}
          </p>
          <div className={styles["row"]}>
            {data.running ? (
              <Button onPress={() => open(addresses.registry(data.connection))}>{t("settings.localOpen")}</Button>
            ) : (
              <Button tone="primary" isPending={start.isPending} onPress={() => start.mutate({ anotherPort: false })}>
                {t("settings.localStart")}
              </Button>
            )}
          </div>
        </>
      ) : error ? null : (
        <Skeleton label={t("common.loading")} lines={2} />
      )}
    </section>
  );
}
