// Takes a rule that copies away.
import type { ReactNode } from "react";
import type { CopyRule } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";

export function RemoveCopyRuleDialog({ rule, onClose }: { rule: CopyRule; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const set = useAct("set_copy_rule");
  const name = visibleText(rule.name);
  const remove = (): void =>
    set.mutate(
      { before: rule, after: null },
      {
        onSuccess: () => {
          toasts.show({ title: t("replication.removed", { name }), detail: t("replication.savedUndo") });
          onClose();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alert"
      title={t("replication.removeTitle", { name })}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="loss" onPress={remove} isPending={set.isPending}>
            {t("replication.removeRule")}
          </Button>
        </>
      }
    >
      <p>{t("replication.removeText")}</p>
      {set.error ? <FailureNotice failure={set.error.failure} /> : null}
    </Dialog>
  );
}
