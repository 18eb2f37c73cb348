// Managed signing: which profile signs what is pushed to which repositories.
import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { SigningRule } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import { complaintAt } from "./complaint_words";
import { useDraft } from "./draft";
import type { SectionProps } from "./draft";
import { Answer, ListField, SaveBar } from "./pieces";
import styles from "./amazon_registry.module.css";

const mostRules = 10;

export function SigningView(section: SectionProps): ReactNode {
  const asked = useAsk("list_signing_rules", section.at);
  return (
    <Answer asked={asked} connection={section.at.connection}>
      {(kept) => <Editor key={JSON.stringify(kept)} {...section} kept={kept} />}
    </Answer>
  );
}

function Editor({ at, isReadOnly, kept }: SectionProps & { kept: SigningRule[] }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const draft = useDraft(at, kept, (rules) => ({ type: "signing", rules }), { isReadOnly });
  const { value: rules, put, complaints } = draft;
  const putAt = (index: number, change: Partial<SigningRule>): void => put(rules.map((rule, place) => (place === index ? { ...rule, ...change } : rule)));
  return (
    <div className={styles["page"]}>
      <section className={styles["section"]} aria-label={t("registrySettings.signing")}>
        <p className={styles["help"]}>{t("registrySettings.signingHelp")}</p>
        {rules.length === 0 ? <p>{t("registrySettings.noSigning")}</p> : null}
        {rules.map((rule, index) => (
          <fieldset key={index} className={styles["rule"]} aria-label={t("registrySettings.rule", { number: index + 1 })}>
            <div className={styles["head"]}>
              <h3>{t("registrySettings.rule", { number: index + 1 })}</h3>
              <IconButton icon={Trash2} label={t("registrySettings.removeRule", { number: index + 1 })} onPress={() => put(rules.filter((_, place) => place !== index))} />
            </div>
            <TextField
              label={t("registrySettings.profile")}
              value={rule.profile}
              onChange={(profile) => putAt(index, { profile })}
              mono
              placeholder={`arn:aws:signer:${at.region}:123456789012:/signing-profiles/…`}
              error={complaintAt(complaints, { fields: ["signingProfile"], rule: index, isEmpty: rule.profile === "" }, messages)}
            />
            <ListField
              label={t("registrySettings.signingFilters")}
              description={t("registrySettings.signingFiltersHelp")}
              values={rule.filters}
              onChange={(filters) => putAt(index, { filters })}
              placeholder="prod/*"
              error={complaintAt(complaints, { fields: ["signingFilters"], rule: index, isEmpty: rule.filters.length === 0 }, messages)}
            />
          </fieldset>
        ))}
        <div>
          <Button
            icon={Plus}
            onPress={() => put([...rules, { profile: "", filters: [] }])}
            disabledReason={isReadOnly ? t("repository.readOnly") : rules.length >= mostRules ? t("registrySettings.tooMany", { has: rules.length + 1, most: mostRules }) : undefined}
          >
            {t("registrySettings.addRule")}
          </Button>
        </div>
        <SaveBar draft={draft} label={t("registrySettings.saveSigning")} connection={at.connection} />
      </section>
    </div>
  );
}
