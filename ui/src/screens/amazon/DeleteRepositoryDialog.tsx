// Deletes a repository of Amazon ECR with all that it holds, after its name was typed.
import { useState } from "react";
import type { ReactNode } from "react";
import type { RepositoryAt } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";

export interface DeleteRepositoryDialogProps {
  at: RepositoryAt;
  /** A repository that everybody can pull from. */
  isPublic?: boolean;
  onClose: () => void;
  onDeleted: () => void;
}

export function DeleteRepositoryDialog({ at, isPublic = false, onClose, onDeleted }: DeleteRepositoryDialogProps): ReactNode {
  const { t } = useMessages();
  const removePrivate = useAct("delete_amazon_repository");
  const removePublic = useAct("delete_public_repository");
  const remove = isPublic ? removePublic : removePrivate;
  const [typed, setTyped] = useState("");
  const name = visibleText(at.repository);
  const reason = typed === at.repository ? undefined : t("changes.typeName", { name });
  const submit = (): void => {
    if (reason === undefined) remove.mutate({ ...at, typed }, { onSuccess: onDeleted });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alert"
      width="narrow"
      title={t("ecr.deleteTitle", { name })}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="loss" onPress={submit} isPending={remove.isPending} disabledReason={reason}>
            {t("ecr.deleteAct")}
          </Button>
        </>
      }
    >
      <p>{t(isPublic ? "publisherSide.deleteText" : "ecr.deleteText")}</p>
      {remove.error ? <FailureNotice failure={remove.error.failure} connection={at.connection} /> : null}
      <TextField label={t("changes.typeName", { name })} value={typed} onChange={setTyped} mono autoFocus onSubmit={submit} />
    </Dialog>
  );
}
