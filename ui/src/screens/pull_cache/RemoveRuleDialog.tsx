// Takes a rule of the cache away, after saying what becomes of what it has brought.
import { useState } from "react";
import type { ReactNode } from "react";
import type { PullRule } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "./pull_cache.module.css";

export function RemoveRuleDialog({ rule, onClose }: { rule: PullRule; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const set = useAct("set_pull_rule");
  const [evict, setEvict] = useState(false);
  const prefix = visibleText(rule.prefix);
  const remove = (): void =>
    set.mutate(
      { before: rule, after: null, evict },
      {
        onSuccess: () => {
          toasts.show({ title: t("pullCache.removed", { prefix }), detail: t("pullCache.savedUndo") });
          onClose();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alert"
      title={t("pullCache.removeTitle", { prefix })}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="loss" onPress={remove} isPending={set.isPending}>
            {t("pullCache.remove")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        <p>{t("pullCache.removeText", { prefix })}</p>
        <Checkbox isSelected={evict} onChange={setEvict}>
          {t("pullCache.alsoEvict")}
        </Checkbox>
        {set.error ? <FailureNotice failure={set.error.failure} /> : null}
      </div>
    </Dialog>
  );
}
