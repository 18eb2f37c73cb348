// What a robot may do, asked for in full and changed as a whole.
import { useState } from "react";
import type { ReactNode } from "react";
import type { Robot, RobotPermission, RobotRules, ScopeAt } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Skeleton } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { PermissionFields, lackOf } from "./PermissionFields";
import styles from "./administration.module.css";
import { lackWords } from "./lack_words";

export interface RobotPermissionsDialogProps {
  at: ScopeAt;
  robot: Robot;
  rules: RobotRules;
  onClose: () => void;
  onChanged: () => void;
}

export function RobotPermissionsDialog({ at, robot, rules, onClose, onChanged }: RobotPermissionsDialogProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const of = { at, id: robot.id, user: robot.user };
  const kept = useAsk("read_robot_permissions", of, { always: true });
  const [draft, setDraft] = useState<RobotPermission[]>();
  const set = useAct("set_robot_permissions");
  const before = kept.isFetching ? undefined : kept.data;
  const permissions = draft ?? before ?? [];
  const lack = lackOf(permissions, rules);
  const isSame = JSON.stringify(permissions) === JSON.stringify(before);
  const reason = before === undefined ? t("common.loading") : isSame ? t("ecr.nothingChanged") : lack === undefined ? undefined : t(lackWords[lack]);
  const save = (): void => {
    if (before === undefined) return;
    set.mutate(
      { of, before, after: permissions },
      {
        onSuccess: () => {
          toasts.show({ title: t("robots.permitted", { name: visibleText(robot.user) }), detail: t("robots.undoable") });
          onChanged();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={t("robots.permissionsOf", { name: visibleText(robot.user) })}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={save} isPending={set.isPending} disabledReason={reason}>
            {t("robots.save")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
        {kept.error ? (
          <FailureNotice failure={kept.error.failure} connection={at.connection} onRetry={() => void kept.refetch()} />
        ) : before === undefined ? (
          <Skeleton lines={4} label={t("common.loading")} />
        ) : (
          <PermissionFields rules={rules} permissions={permissions} onChange={setDraft} />
        )}
      </div>
    </Dialog>
  );
}
