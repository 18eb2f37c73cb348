// Asks before a connection is removed, saying what is forgotten with it.
import type { ReactNode } from "react";
import type { Connection } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";

export interface RemoveConnectionDialogProps {
  /** The one to remove; the dialog is closed without. */
  connection: Connection | undefined;
  onClose: () => void;
  onRemoved: () => void;
}

export function RemoveConnectionDialog({ connection, onClose, onRemoved }: RemoveConnectionDialogProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const remove = useAct("remove_connection");
  const name = visibleText(connection?.name ?? "");
  const run = (): void => {
    if (!connection) return;
    remove.mutate(connection.id, {
      onSuccess: () => {
        toasts.show({ title: t("connections.removed", { name }) });
        onRemoved();
        onClose();
      },
    });
  };
  return (
    <Dialog
      isOpen={connection !== undefined}
      onClose={onClose}
      title={t("connections.removeTitle", { name })}
      width="narrow"
      role="alert"
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="loss" onPress={run} isPending={remove.isPending}>
            {t("connections.removeAct")}
          </Button>
        </>
      }
    >
      <p>{t("connections.removeText")}</p>
      <p>{t("connections.removeUndo")}</p>
      {remove.error ? <FailureNotice failure={remove.error.failure} onRetry={run} /> : null}
    </Dialog>
  );
}
