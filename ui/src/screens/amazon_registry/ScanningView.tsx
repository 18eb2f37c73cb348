// How a registry scans: which scan, and which repositories when.
import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { RegistryScanRule, RegistryScanning, ScanFrequency } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { RadioGroup } from "~/kit/Checkbox";
import { Select } from "~/kit/Select";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { complaintAt } from "./complaint_words";
import { useDraft } from "./draft";
import type { SectionProps } from "./draft";
import { Answer, ListField, SaveBar } from "./pieces";
import styles from "./amazon_registry.module.css";

const mostRules = 2;

const frequencyNames: Readonly<Record<ScanFrequency, PlainKey>> = {
  onPush: "registrySettings.onPush",
  continuous: "registrySettings.continuous",
  manual: "registrySettings.manual",
};

export function ScanningView(section: SectionProps): ReactNode {
  const asked = useAsk("read_registry_scanning", section.at);
  return (
    <Answer asked={asked} connection={section.at.connection}>
      {(kept) => <Editor key={JSON.stringify(kept)} {...section} kept={kept} />}
    </Answer>
  );
}

function Editor({ at, isReadOnly, kept }: SectionProps & { kept: RegistryScanning }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const draft = useDraft(at, kept, ({ enhanced, rules }) => ({ type: "scanning", enhanced, rules }), { isReadOnly });
  const { value, put, complaints } = draft;
  const { enhanced, rules } = value;
  const putAt = (index: number, change: Partial<RegistryScanRule>): void =>
    put({ ...value, rules: rules.map((rule, place) => (place === index ? { ...rule, ...change } : rule)) });
  const choices = (["onPush", ...(enhanced ? (["continuous"] as const) : []), "manual"] as const).map((each) => ({ value: each as ScanFrequency, label: t(frequencyNames[each]) }));
  return (
    <div className={styles["page"]}>
      <section className={styles["section"]} aria-label={t("registrySettings.scanning")}>
        <RadioGroup
          label={t("registrySettings.scanType")}
          value={enhanced ? "enhanced" : "basic"}
          onChange={(kind) => put({ ...value, enhanced: kind === "enhanced" })}
          choices={[
            { value: "basic", label: t("registrySettings.basic"), description: t("registrySettings.basicHelp") },
            { value: "enhanced", label: t("registrySettings.enhanced"), description: t("registrySettings.enhancedHelp") },
          ]}
        />
        <p className={styles["help"]}>{t(rules.length === 0 ? "registrySettings.noScanRules" : "registrySettings.scanHelp")}</p>
        {rules.map((rule, index) => (
          <fieldset key={index} className={styles["rule"]} aria-label={t("registrySettings.rule", { number: index + 1 })}>
            <div className={styles["head"]}>
              <Select
                label={t("registrySettings.frequency")}
                value={rule.frequency}
                onChange={(frequency) => putAt(index, { frequency })}
                choices={choices.some((each) => each.value === rule.frequency) ? choices : [...choices, { value: rule.frequency, label: t(frequencyNames[rule.frequency]) }]}
              />
              <IconButton
                icon={Trash2}
                label={t("registrySettings.removeRule", { number: index + 1 })}
                onPress={() => put({ ...value, rules: rules.filter((_, place) => place !== index) })}
              />
            </div>
            <ListField
              label={t("registrySettings.scanFilters")}
              description={t("registrySettings.wildcards")}
              values={rule.filters}
              onChange={(filters) => putAt(index, { filters })}
              placeholder="prod*, team/app"
              error={complaintAt(complaints, { fields: ["scanFilters"], rule: index, isEmpty: rule.filters.length === 0 }, messages)}
            />
          </fieldset>
        ))}
        <div>
          <Button
            icon={Plus}
            onPress={() => put({ ...value, rules: [...rules, { frequency: rules.some((rule) => rule.frequency === "onPush") ? (enhanced ? "continuous" : "manual") : "onPush", filters: ["*"] }] })}
            disabledReason={isReadOnly ? t("repository.readOnly") : rules.length >= mostRules ? t("registrySettings.tooMany", { has: rules.length + 1, most: mostRules }) : undefined}
          >
            {t("registrySettings.addRule")}
          </Button>
        </div>
        <SaveBar draft={draft} label={t("registrySettings.saveScanning")} connection={at.connection} />
      </section>
    </div>
  );
}
