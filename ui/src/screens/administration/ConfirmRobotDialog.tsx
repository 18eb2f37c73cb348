// Asks before a robot’s secret or the robot itself is worth nothing any more: neither comes back.
import type { ReactNode } from "react";
import type { Robot, RobotSecret, ScopeAt } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "./administration.module.css";

export interface ConfirmRobotDialogProps {
  at: ScopeAt;
  robot: Robot;
  deed: "renew" | "delete";
  onClose: () => void;
  onRenewed: (secret: RobotSecret) => void;
  onDeleted: () => void;
}

export function ConfirmRobotDialog({ at, robot, deed, onClose, onRenewed, onDeleted }: ConfirmRobotDialogProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const renew = useAct("renew_robot_secret");
  const remove = useAct("delete_robot");
  const of = { at, id: robot.id, user: robot.user };
  const name = visibleText(robot.user);
  const failure = (renew.error ?? remove.error)?.failure;
  const isDeleting = deed === "delete";
  const go = (): void => {
    if (!isDeleting) {
      renew.mutate(of, { onSuccess: onRenewed });
      return;
    }
    remove.mutate(of, {
      onSuccess: () => {
        toasts.show({ title: t("robots.deleted", { name }) });
        onDeleted();
      },
    });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alert"
      title={t(isDeleting ? "robots.deleteTitle" : "robots.renewTitle", { name })}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="loss" onPress={go} isPending={renew.isPending || remove.isPending}>
            {t(isDeleting ? "robots.deleteAct" : "robots.renewAct")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {failure ? <FailureNotice failure={failure} connection={at.connection} /> : null}
        <p>{t(isDeleting ? "robots.deleteText" : "robots.renewText")}</p>
      </div>
    </Dialog>
  );
}
