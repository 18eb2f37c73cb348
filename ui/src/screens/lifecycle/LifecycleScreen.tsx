// What stays in a repository of any registry, by Portolan's own rules.
import type { ReactNode } from "react";
import { useConnection } from "~/bridge/queries";
import { useMessages } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { RegistryText } from "~/parts/RegistryText";
import { ScreenFrame } from "~/parts/ScreenFrame";
import styles from "../amazon/amazon.module.css";
import { RetentionRules } from "./RetentionRules";

export interface LifecycleScreenProps {
  connection: string;
  repository: string;
}

export function LifecycleScreen({ connection, repository }: LifecycleScreenProps): ReactNode {
  const { t } = useMessages();
  const known = useConnection(connection);
  return (
    <ScreenFrame
      title={
        <>
          {t("retention.title")} · <RegistryText text={repository} />
        </>
      }
      subtitle={known && <ConnectionMarks connection={known} repository={repository} />}
    >
      <div className={styles["views"]}>
        <RetentionRules at={{ connection, repository }} isReadOnly={known?.readOnly ?? false} isBesideEcr={known?.kind === "ecr"} />
      </div>
    </ScreenFrame>
  );
}
