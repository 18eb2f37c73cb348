// Shows what freeing space on the local registry would remove and what it spares, and does it.

import type { ReactNode } from "react";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Skeleton } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import { Capped } from "~/parts/Capped";
import { FailureNotice } from "~/parts/FailureNotice";
import { Bytes } from "~/parts/Known";
import { RegistryText } from "~/parts/RegistryText";
import styles from "~/parts/Table.module.css";

export function FreeSpaceDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { t, format } = useMessages();
  // A plan is good for one time: what was answered to another dialog is not shown.
  const plan = useAsk("preview_free_space", {}, { always: true });
  const free = useAct("free_space");
  const shown = plan.isFetching ? undefined : plan.data;
  const hasSomething = shown !== undefined && (shown.blobs > 0 || shown.manifests > 0);
  const failure = free.error?.failure ?? plan.error?.failure;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alert"
      title={t("registry.freeTitle")}
      actions={
        <>
          <Button onPress={onClose} autoFocus>
            {hasSomething ? t("common.cancel") : t("common.close")}
          </Button>
          {shown && hasSomething && (
            <Button tone="loss" isPending={free.isPending} onPress={() => free.mutate({ plan: shown.id }, { onSuccess: onClose })}>
              {t("registry.freeVerb", { bytes: format.bytes(shown.bytes) })}
            </Button>
          )}
        </>
      }
    >
      <p>{t("registry.freeText")}</p>
      {failure && <FailureNotice failure={failure} onRetry={() => void plan.refetch()} />}
      {!shown && !failure && <Skeleton lines={4} label={t("registry.measuring")} />}
      {shown && !hasSomething && <p>{t("registry.freeNothing")}</p>}
      {shown && hasSomething && (
        <>
          <p>
            <strong>{t("registry.freeSum", { bytes: format.bytes(shown.bytes), blobs: shown.blobs, manifests: shown.manifests })}</strong>
          </p>
          <Capped items={shown.repositories} room={12}>
            {(rows) => (
              <table className={styles["table"]} aria-label={t("registry.freeTitle")}>
                <thead>
                  <tr>
                    <th scope="col">{t("registry.freeRepository")}</th>
                    <th scope="col" className={styles["figure"]}>
                      {t("registry.freeManifests")}
                    </th>
                    <th scope="col" className={styles["figure"]}>
                      {t("registry.freeBytes")}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.name}>
                      <th scope="row">
                        <RegistryText text={row.name} />
                      </th>
                      <td className={styles["figure"]}>{format.number(row.manifests)}</td>
                      <td className={styles["figure"]}>
                        <Bytes value={row.bytes} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Capped>
        </>
      )}
      {shown && shown.sparedBytes > 0 && <p>{t("registry.freeSpared", { bytes: format.bytes(shown.sparedBytes) })}</p>}
    </Dialog>
  );
}
