// Who may do what with a repository of Amazon ECR: its policy, written and understood.
import type { ReactNode } from "react";
import { useAct, useAsk, useConnection } from "~/bridge/queries";
import { Skeleton } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import type { SettingsProps } from "./GeneralSettings";
import { PolicyEditor } from "./PolicyEditor";
import styles from "./amazon.module.css";

export function PermissionSettings({ at, isReadOnly }: SettingsProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const amazon = useConnection(at.connection)?.amazon;
  const kept = useAsk("read_permissions", at);
  const set = useAct("set_amazon_setting");
  if (kept.error) return <FailureNotice failure={kept.error.failure} connection={at.connection} onRetry={() => void kept.refetch()} />;
  if (!kept.data) return <Skeleton lines={8} label={t("common.loading")} />;
  const save = (text: string | null): void =>
    set.mutate(
      { ...at, setting: { type: "permissions", text } },
      {
        onSuccess: () => {
          toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") });
          void kept.refetch();
        },
      },
    );
  return (
    <div className={styles["page"]}>
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
      <PolicyEditor
        key={kept.data.text ?? ""}
        scope="repository"
        region={at.repository.split("/")[0] ?? ""}
        account={amazon?.registry ?? amazon?.account ?? ""}
        kept={kept.data.text}
        onSave={save}
        isSaving={set.isPending}
        frozen={isReadOnly ? t("repository.readOnly") : undefined}
      />
    </div>
  );
}
