// A registry's policy: who else may do what with it, in the editor of policies of permissions.
import type { ReactNode } from "react";
import { useAct, useAsk } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { PolicyEditor } from "../amazon/PolicyEditor";
import type { SectionProps } from "./draft";
import { Answer } from "./pieces";
import styles from "./amazon_registry.module.css";

export interface PolicyViewProps extends SectionProps {
  /** Whose registry it is. */
  account: string;
}

export function PolicyView({ at, isReadOnly, account }: PolicyViewProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const asked = useAsk("read_registry_policy", at);
  const settings = useAsk("list_account_settings", at);
  const set = useAct("set_registry_setting");
  const isSecond = settings.data?.some(({ name, value }) => name === "registryPolicyScope" && value === "V2") ?? false;
  const save = (text: string | null): void =>
    set.mutate({ ...at, setting: { type: "policy", text } }, { onSuccess: () => toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") }) });
  return (
    <div className={styles["page"]}>
      <p className={styles["help"]}>{t("registrySettings.permissionsHelp")}</p>
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
      <Answer asked={asked} connection={at.connection}>
        {(kept) => (
          <PolicyEditor
            key={kept.text ?? ""}
            scope={isSecond ? "registrySecondVersion" : "registry"}
            region={at.region}
            account={account}
            kept={kept.text}
            onSave={save}
            isSaving={set.isPending}
            frozen={isReadOnly ? t("repository.readOnly") : undefined}
          />
        )}
      </Answer>
    </div>
  );
}
