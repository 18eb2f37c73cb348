// Where a screen's content comes from: the host, and what the connection must not or must be asked for.

import { House, Lock, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Connection } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import styles from "./ConnectionMarks.module.css";

export function ConnectionMarks({ connection }: { connection: Connection }): ReactNode {
  const { t } = useMessages();
  return (
    <>
      <span className={styles["host"]}>
        {connection.kind === "local" && <Icon icon={House} size={12} label={t("registry.local")} />}
        {visibleText(connection.host)}
      </span>
      {connection.readOnly && (
        <span className={styles["mark"]}>
          <Icon icon={Lock} size={11} />
          {t("registry.readOnly")}
        </span>
      )}
      {connection.production && (
        <span className={styles["production"]}>
          <Icon icon={TriangleAlert} size={11} />
          {t("registry.production")}
        </span>
      )}
    </>
  );
}
