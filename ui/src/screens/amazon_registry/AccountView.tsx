// Settings of the account in a region, and whose pulls don't count.
import { UserMinus } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AccountSetting, AccountSettingName, RegistrySetting } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import table from "~/parts/Table.module.css";
import { complaintAt } from "./complaint_words";
import { useDraft } from "./draft";
import type { SectionProps } from "./draft";
import { Answer } from "./pieces";
import styles from "./amazon_registry.module.css";

const names: Readonly<Record<AccountSettingName, { name: PlainKey; help: PlainKey }>> = {
  basicScanTypeVersion: { name: "registrySettings.basicScanTypeVersion", help: "registrySettings.basicScanTypeVersionHelp" },
  registryPolicyScope: { name: "registrySettings.registryPolicyScope", help: "registrySettings.registryPolicyScopeHelp" },
  blobMounting: { name: "registrySettings.blobMounting", help: "registrySettings.blobMountingHelp" },
};

export function AccountView({ at, isReadOnly }: SectionProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const settings = useAsk("list_account_settings", at);
  const exclusions = useAsk("list_pull_exclusions", at);
  const set = useAct("set_registry_setting");
  const [round, setRound] = useState(0);
  const frozen = isReadOnly ? t("repository.readOnly") : set.isPending ? t("ecr.saving") : undefined;
  const save = (setting: RegistrySetting): void =>
    set.mutate({ ...at, setting }, { onSuccess: () => toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") }) });
  return (
    <div className={styles["page"]}>
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
      <section className={styles["section"]} aria-label={t("registrySettings.accountSettings")}>
        <p className={styles["help"]}>{t("registrySettings.accountHelp")}</p>
        <Answer asked={settings} connection={at.connection}>
          {(listed) => listed.map((setting) => <OneSetting key={setting.name} setting={setting} frozen={frozen} onSave={save} connection={at.connection} />)}
        </Answer>
      </section>
      <section className={styles["section"]} aria-label={t("registrySettings.exclusionsTitle")}>
        <h2>{t("registrySettings.exclusionsTitle")}</h2>
        <p className={styles["help"]}>{t("registrySettings.exclusionsHelp")}</p>
        <Answer asked={exclusions} connection={at.connection}>
          {(principals) =>
            principals.length === 0 ? (
              <p>{t("registrySettings.noExclusions")}</p>
            ) : (
              <div className={styles["tableFrame"]}>
                <table className={table["table"]} aria-label={t("registrySettings.exclusionsTitle")}>
                  <tbody>
                    {principals.map((principal) => (
                      <tr key={principal}>
                        <td className={styles["code"]}>{visibleText(principal)}</td>
                        <td>
                          <Button
                            tone="quiet"
                            label={t("registrySettings.includeOf", { principal })}
                            disabledReason={frozen}
                            onPress={() => save({ type: "pullExclusion", principal, excluded: false })}
                          >
                            {t("registrySettings.include")}
                          </Button>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )
          }
        </Answer>
        <NewExclusion key={round} at={at} isReadOnly={isReadOnly} onSaved={() => setRound(round + 1)} />
      </section>
    </div>
  );
}

function NewExclusion({ at, isReadOnly, onSaved }: SectionProps & { onSaved: () => void }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const draft = useDraft(at, "", (principal) => ({ type: "pullExclusion", principal, excluded: true }), { isReadOnly, onSaved });
  return (
    <div className={styles["form"]}>
      {draft.error ? <FailureNotice failure={draft.error.failure} connection={at.connection} /> : null}
      <TextField
        label={t("registrySettings.principal")}
        value={draft.value}
        onChange={draft.put}
        onSubmit={draft.save}
        mono
        placeholder="arn:aws:iam::123456789012:role/scanner"
        error={complaintAt(draft.complaints, { fields: ["principal"], isEmpty: draft.value === "" }, messages)}
      />
      <div>
        <Button icon={UserMinus} onPress={draft.save} isPending={draft.isSaving} disabledReason={draft.reason}>
          {t("registrySettings.exclude")}
        </Button>
      </div>
    </div>
  );
}

interface OneSettingProps {
  setting: AccountSetting;
  frozen: string | undefined;
  onSave: (setting: RegistrySetting) => void;
  connection: string;
}

function OneSetting({ setting: { name, value, values, problem }, frozen, onSave, connection }: OneSettingProps): ReactNode {
  const { t } = useMessages();
  return (
    <div role="group" aria-label={t(names[name].name)} className={styles["fact"]}>
      <h3>{t(names[name].name)}</h3>
      <p className={styles["help"]}>{t(names[name].help)}</p>
      {problem ? <FailureNotice failure={problem} connection={connection} /> : <p className={value === null ? styles["help"] : styles["code"]}>{value === null ? t("registrySettings.notSet") : visibleText(value)}</p>}
      <div className={styles["buttons"]}>
        {values
          .filter((each) => each !== value)
          .map((each) => (
            <Button key={each} onPress={() => onSave({ type: "account", name, value: each })} disabledReason={frozen}>
              {t("registrySettings.setTo", { value: each })}
            </Button>
          ))}
      </div>
    </div>
  );
}
