// Begins a turn of the collection: dry unless the person chooses otherwise.
import { useState } from "react";
import type { ReactNode } from "react";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "./administration.module.css";

export function CollectDialog({ connection, onClose, onBegun }: { connection: string; onClose: () => void; onBegun: () => void }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const collect = useAct("collect_garbage");
  const [isDry, setDry] = useState(true);
  const [deleteUntagged, setDeleteUntagged] = useState(false);
  const begin = (): void =>
    collect.mutate(
      { connection, dry: isDry, deleteUntagged },
      {
        onSuccess: () => {
          toasts.show({ title: t(isDry ? "garbage.begunDry" : "garbage.begun") });
          onBegun();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alert"
      title={t("garbage.collectTitle")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone={isDry ? "primary" : "loss"} onPress={begin} isPending={collect.isPending}>
            {t(isDry ? "garbage.beginDry" : "garbage.begin")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {collect.error ? <FailureNotice failure={collect.error.failure} connection={connection} /> : null}
        <Checkbox isSelected={isDry} onChange={setDry} description={t("garbage.dryHelp")}>
          {t("garbage.dry")}
        </Checkbox>
        <Checkbox isSelected={deleteUntagged} onChange={setDeleteUntagged} description={t("garbage.untaggedHelp")}>
          {t("garbage.untagged")}
        </Checkbox>
        {isDry ? null : <p>{t("garbage.lossText")}</p>}
      </div>
    </Dialog>
  );
}
