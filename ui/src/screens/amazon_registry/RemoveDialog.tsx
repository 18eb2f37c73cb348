// Takes away a rule of a registry, after saying what that means. Activity can make it again.
import type { ReactNode } from "react";
import type { RegistryAt, RegistrySetting } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";

export interface RemoveDialogProps {
  at: RegistryAt;
  /** The setting without the rule. */
  setting: RegistrySetting;
  title: string;
  text: string;
  label: string;
  onClose: () => void;
}

export function RemoveDialog({ at, setting, title, text, label, onClose }: RemoveDialogProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const set = useAct("set_registry_setting");
  const remove = (): void =>
    set.mutate(
      { ...at, setting },
      {
        onSuccess: () => {
          toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") });
          onClose();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alert"
      width="narrow"
      title={title}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="loss" onPress={remove} isPending={set.isPending}>
            {label}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
    </Dialog>
  );
}
