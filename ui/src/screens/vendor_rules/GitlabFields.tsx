// The fields of what GitLab cleans up in a project.
import type { ReactNode } from "react";
import type { TagExpressions, VendorRule } from "~/bridge/generated/contract";
import { Checkbox } from "~/kit/Checkbox";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import styles from "./vendor_rules.module.css";

type GitlabCleanup = Extract<VendorRule, { type: "gitlabCleanup" }>;

/** What GitLab takes, and nothing else. */
const cadences = ["1d", "7d", "14d", "1month", "3month"];
const numbers = ["", "1", "5", "10", "25", "50", "100"];
const ages = ["", "7d", "14d", "30d", "60d", "90d"];

/** The choices, and what is set now where it is none of them. */
function withCurrent(choices: readonly string[], current: string): string[] {
  return choices.includes(current) ? [...choices] : [...choices, current];
}

export function GitlabFields({ rule, onChange }: { rule: GitlabCleanup; onChange: (rule: GitlabCleanup) => void }): ReactNode {
  const { t } = useMessages();
  const { tags } = rule;
  const put = (change: Partial<TagExpressions>): void => onChange({ ...rule, tags: { ...tags, ...change } });
  const textOf = (text: string): string | null => (text === "" ? null : text);
  const named = (value: string): string => (value === "" ? t("vendorRules.noLimit") : visibleText(value));
  return (
    <>
      <p className={styles["help"]}>{t("vendorRules.wholeProject")}</p>
      <Checkbox isSelected={rule.enabled} onChange={(enabled) => onChange({ ...rule, enabled })}>
        {t("vendorRules.cleansUp")}
      </Checkbox>
      <div className={styles["sides"]}>
        <Select
          label={t("vendorRules.cadence")}
          value={rule.cadence ?? "1d"}
          onChange={(cadence) => onChange({ ...rule, cadence })}
          choices={withCurrent(cadences, rule.cadence ?? "1d").map((value) => ({ value, label: named(value) }))}
        />
        <Select
          label={t("vendorRules.newestStay")}
          value={tags.keepN === null ? "" : String(tags.keepN)}
          onChange={(text) => put({ keepN: text === "" ? null : Number(text) })}
          choices={withCurrent(numbers, tags.keepN === null ? "" : String(tags.keepN)).map((value) => ({ value, label: named(value) }))}
        />
        <Select
          label={t("vendorRules.olderThan")}
          value={tags.olderThan ?? ""}
          onChange={(text) => put({ olderThan: textOf(text) })}
          choices={withCurrent(ages, tags.olderThan ?? "").map((value) => ({ value, label: named(value) }))}
        />
      </div>
      <TextField label={t("vendorRules.removeLike")} value={tags.nameRegexDelete ?? ""} onChange={(text) => put({ nameRegexDelete: textOf(text) })} placeholder="dev-.*" mono />
      <TextField label={t("vendorRules.keepLike")} value={tags.nameRegexKeep ?? ""} onChange={(text) => put({ nameRegexKeep: textOf(text) })} placeholder="main|v.*" mono />
      <p className={styles["help"]}>{t("vendorRules.latestStays")}</p>
    </>
  );
}
