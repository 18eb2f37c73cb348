// A robot’s secret, shown once: closed, it is gone from here for good.
import type { ReactNode } from "react";
import type { RobotSecret } from "~/bridge/generated/contract";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { CopyButton } from "~/kit/Notice";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Fact, Facts } from "~/parts/Inspected";
import styles from "./administration.module.css";

export function RobotSecretDialog({ connection, secret, onClose }: { connection: string; secret: RobotSecret; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={t("robots.secretOf", { name: visibleText(secret.user) })}
      actions={
        <Button tone="primary" onPress={onClose}>
          {t("robots.secretKept")}
        </Button>
      }
    >
      <div className={styles["form"]}>
        {secret.problem ? <FailureNotice failure={secret.problem} connection={connection} /> : null}
        <p>{t("robots.secretOnce")}</p>
        <Facts>
          <Fact name={t("robots.user")}>
            <span className={styles["secret"]}>
              <code>{visibleText(secret.user)}</code>
              <CopyButton text={secret.user} label={t("robots.copyUser")} />
            </span>
          </Fact>
          <Fact name={t("robots.secret")}>
            <span className={styles["secret"]}>
              <code>{visibleText(secret.secret)}</code>
              <CopyButton text={secret.secret} label={t("robots.copySecret")} />
            </span>
          </Fact>
        </Facts>
      </div>
    </Dialog>
  );
}
