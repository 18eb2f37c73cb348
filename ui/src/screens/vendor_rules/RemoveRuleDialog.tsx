// Takes a rule away, after saying what it says. Activity can make it again.
import type { ReactNode } from "react";
import type { HarborPlace, ScopeAt, VendorRule } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { sayRule } from "./rule_words";
import styles from "./vendor_rules.module.css";

export interface RemoveRuleDialogProps {
  at: ScopeAt;
  rule: VendorRule;
  places: readonly HarborPlace[];
  onClose: () => void;
}

export function RemoveRuleDialog({ at, rule, places, onClose }: RemoveRuleDialogProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const toasts = useToasts();
  const set = useAct("set_vendor_rule");
  const said = sayRule(rule, messages, places);
  const remove = (): void =>
    set.mutate(
      { at, before: rule, after: null },
      {
        onSuccess: () => {
          toasts.show({ title: t("vendorRules.removed"), detail: t("vendorRules.savedUndo") });
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
      title={t("vendorRules.removeTitle")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="loss" onPress={remove} isPending={set.isPending}>
            {t("vendorRules.removeRule")}
          </Button>
        </>
      }
    >
      <p>{said.title}</p>
      {said.lines.map((line, place) => (
        <p key={place} className={styles["line"]}>
          {line}
        </p>
      ))}
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
    </Dialog>
  );
}
