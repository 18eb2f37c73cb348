// The fields of Harbor’s rules of what stays in a project, and of tags that may not move.
import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { HarborImmutable, HarborRetention, HarborRetentionRule, HarborSelector } from "~/bridge/generated/contract";
import { Button, IconButton } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import { visibleText } from "~/lib/visible_text";
import { CronField } from "./CronField";
import { mostRetentionRules } from "./missing";
import { templateNames, templates } from "./rule_words";
import styles from "./vendor_rules.module.css";

const everything = (decoration: string): HarborSelector => ({ decoration, pattern: "**", untagged: null });

const newRule: HarborRetentionRule = {
  template: "latestPushedK",
  amount: 10,
  disabled: false,
  tags: [{ ...everything("matches"), untagged: true }],
  repositories: [everything("repoMatches")],
};

export function HarborRetentionFields({ policy, onChange }: { policy: HarborRetention; onChange: (policy: HarborRetention) => void }): ReactNode {
  const { t } = useMessages();
  const { rules } = policy;
  const put = (next: readonly HarborRetentionRule[]): void => onChange({ ...policy, rules: [...next] });
  return (
    <>
      <p className={styles["help"]}>{t("vendorRules.retainsHelp")}</p>
      {rules.map((rule, place) => (
        <fieldset key={place} className={styles["group"]} aria-label={t("vendorRules.ruleNumber", { number: place + 1 })}>
          <div className={styles["head"]}>
            <h3>{t("vendorRules.ruleNumber", { number: place + 1 })}</h3>
            <IconButton icon={Trash2} label={t("vendorRules.removeNumber", { number: place + 1 })} onPress={() => put(rules.filter((_, at) => at !== place))} />
          </div>
          <RetentionRuleFields rule={rule} onChange={(next) => put(rules.map((each, at) => (at === place ? next : each)))} />
        </fieldset>
      ))}
      <div>
        <Button
          icon={Plus}
          tone="quiet"
          onPress={() => put([...rules, newRule])}
          disabledReason={rules.length >= mostRetentionRules ? t("vendorRules.tooMany", { most: mostRetentionRules }) : undefined}
        >
          {t("vendorRules.addRetain")}
        </Button>
      </div>
      <CronField cron={policy.schedule} onChange={(schedule) => onChange({ ...policy, schedule })} />
    </>
  );
}

function RetentionRuleFields({ rule, onChange }: { rule: HarborRetentionRule; onChange: (rule: HarborRetentionRule) => void }): ReactNode {
  const { t } = useMessages();
  const known = templates.some((each) => each === rule.template);
  const choices = templates.map((value) => ({ value: value as string, label: t(templateNames[value]) }));
  return (
    <>
      <div className={styles["sides"]}>
        <Select
          label={t("vendorRules.retain")}
          value={rule.template}
          onChange={(template) => onChange({ ...rule, template, amount: template === "always" ? null : (rule.amount ?? 10) })}
          choices={known ? choices : [...choices, { value: rule.template, label: visibleText(rule.template) }]}
        />
        {rule.template === "always" ? null : (
          <TextField
            label={t("vendorRules.amount")}
            kind="number"
            value={rule.amount === null ? "" : String(rule.amount)}
            onChange={(text) => onChange({ ...rule, amount: /^\d+$/.test(text) ? Number(text) : null })}
          />
        )}
      </div>
      <SelectorFields tags={rule.tags} repositories={rule.repositories} onChange={(next) => onChange({ ...rule, ...next })} />
      <Checkbox
        isSelected={rule.tags.some(({ untagged }) => untagged === true)}
        onChange={(untagged) => onChange({ ...rule, tags: rule.tags.map((each) => ({ ...each, untagged })) })}
      >
        {t("vendorRules.untagged")}
      </Checkbox>
      <Checkbox isSelected={!rule.disabled} onChange={(on) => onChange({ ...rule, disabled: !on })}>
        {t("vendorRules.counts")}
      </Checkbox>
    </>
  );
}

export function HarborImmutableFields({ rule, onChange }: { rule: HarborImmutable; onChange: (rule: HarborImmutable) => void }): ReactNode {
  const { t } = useMessages();
  return (
    <>
      <SelectorFields tags={rule.tags} repositories={rule.repositories} onChange={(next) => onChange({ ...rule, ...next })} />
      <Checkbox isSelected={!rule.disabled} onChange={(on) => onChange({ ...rule, disabled: !on })}>
        {t("vendorRules.counts")}
      </Checkbox>
    </>
  );
}

interface SelectorFieldsProps {
  tags: HarborSelector[];
  repositories: HarborSelector[];
  onChange: (next: { tags: HarborSelector[]; repositories: HarborSelector[] }) => void;
}

/** The first selector of each, which is all that Harbor’s own screens make; others stay as they are. */
function SelectorFields({ tags, repositories, onChange }: SelectorFieldsProps): ReactNode {
  const { t } = useMessages();
  const [tag = { ...everything("matches"), pattern: "" }, ...moreTags] = tags;
  const [repository = { ...everything("repoMatches"), pattern: "" }, ...moreRepositories] = repositories;
  return (
    <>
      <div className={styles["sides"]}>
        <Select
          label={t("vendorRules.tags")}
          value={tag.decoration}
          onChange={(decoration) => onChange({ tags: [{ ...tag, decoration }, ...moreTags], repositories: [repository, ...moreRepositories] })}
          choices={[
            { value: "matches", label: t("vendorRules.matching") },
            { value: "excludes", label: t("vendorRules.notMatching") },
          ]}
        />
        <TextField
          label={t("vendorRules.tagPattern")}
          value={tag.pattern}
          onChange={(pattern) => onChange({ tags: [{ ...tag, pattern }, ...moreTags], repositories: [repository, ...moreRepositories] })}
          placeholder="v*"
          mono
        />
      </div>
      <div className={styles["sides"]}>
        <Select
          label={t("vendorRules.repositories")}
          value={repository.decoration}
          onChange={(decoration) => onChange({ tags: [tag, ...moreTags], repositories: [{ ...repository, decoration }, ...moreRepositories] })}
          choices={[
            { value: "repoMatches", label: t("vendorRules.matching") },
            { value: "repoExcludes", label: t("vendorRules.notMatching") },
          ]}
        />
        <TextField
          label={t("vendorRules.repositoryPattern")}
          value={repository.pattern}
          onChange={(pattern) => onChange({ tags: [tag, ...moreTags], repositories: [{ ...repository, pattern }, ...moreRepositories] })}
          placeholder="**"
          mono
        />
      </div>
      <p className={styles["help"]}>{t("vendorRules.patternHelp")}</p>
    </>
  );
}
