// The policy of a public repository: who else may push to it.
import type { ReactNode } from "react";
import { useAct, useAsk, useConnection } from "~/bridge/queries";
import { Skeleton } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { PolicyEditor } from "../amazon/PolicyEditor";
import type { PublicSettingsProps } from "./CatalogSettings";
import styles from "./amazon_public.module.css";

export function PublicPermissions({ at, frozen }: PublicSettingsProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const amazon = useConnection(at.connection)?.amazon;
  const kept = useAsk("read_public_policy", at);
  const set = useAct("set_public_setting");
  if (kept.error) return <FailureNotice failure={kept.error.failure} connection={at.connection} onRetry={() => void kept.refetch()} />;
  if (!kept.data) return <Skeleton lines={8} label={t("common.loading")} />;
  const save = (text: string | null): void =>
    set.mutate({ ...at, setting: { type: "permissions", text } }, { onSuccess: () => toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") }) });
  return (
    <div className={styles["page"]}>
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
      <p className={styles["help"]}>{t("publisherSide.policyHelp")}</p>
      <PolicyEditor
        key={kept.data.text ?? ""}
        scope="publicRepository"
        region="us-east-1"
        account={amazon?.account ?? ""}
        kept={kept.data.text}
        onSave={save}
        isSaving={set.isPending}
        frozen={frozen}
      />
    </div>
  );
}
