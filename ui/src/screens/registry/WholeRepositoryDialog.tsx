// Deletes a repository itself by the registry's own API, after what goes with it was counted and its name typed.
import { useState } from "react";
import type { ReactNode } from "react";
import type { RepositoryAt, WholeRepository } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";

export interface WholeRepositoryDialogProps {
  at: RepositoryAt;
  /** Whether its images can be deleted one by one, with an undo. */
  hasOtherWay: boolean;
  onClose: () => void;
  onDeleted: () => void;
}

export function WholeRepositoryDialog({ at, hasOtherWay, onClose, onDeleted }: WholeRepositoryDialogProps): ReactNode {
  const { t } = useMessages();
  const preview = useAsk("preview_repository_deletion", at, { always: true });
  const remove = useAct("delete_repository");
  const [typed, setTyped] = useState("");
  const name = visibleText(at.repository);
  const shown = preview.isFetching ? undefined : preview.data;
  const reason = shown === undefined ? t("wholeRepositories.counting") : typed === at.repository ? undefined : t("changes.typeName", { name });
  const submit = (): void => {
    if (reason === undefined && shown) remove.mutate({ shown, typed }, { onSuccess: onDeleted, onError: () => void preview.refetch() });
  };
  const failure = remove.error?.failure ?? preview.error?.failure;
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
      {failure ? <FailureNotice failure={failure} connection={at.connection} onRetry={() => void preview.refetch()} /> : null}
      {shown ? <Holds shown={shown} hasOtherWay={hasOtherWay} /> : failure ? null : <Skeleton lines={2} label={t("wholeRepositories.counting")} />}
      <TextField label={t("changes.typeName", { name })} value={typed} onChange={setTyped} mono autoFocus onSubmit={submit} />
    </Dialog>
  );
}

function Holds({ shown, hasOtherWay }: { shown: WholeRepository; hasOtherWay: boolean }): ReactNode {
  const { t } = useMessages();
  const { images, tags, more, restorableDays } = shown;
  return (
    <>
      <p>
        {images === null ? null : `${t("wholeRepositories.holdsImages", { count: images })} `}
        {t("wholeRepositories.holdsTags", { count: tags })}
        {more ? ` ${t("wholeRepositories.more")}` : null}
      </p>
      <p>
        {restorableDays === null
          ? t(hasOtherWay ? "wholeRepositories.final" : "wholeRepositories.finalAlone")
          : t("wholeRepositories.restorable", { days: restorableDays })}
      </p>
    </>
  );
}
