// The fields of one of Quay’s policies of pruning.
import type { ReactNode } from "react";
import type { VendorRule } from "~/bridge/generated/contract";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import styles from "./vendor_rules.module.css";

type QuayPrune = Extract<VendorRule, { type: "quayPrune" }>;

export function QuayFields({ rule, onChange }: { rule: QuayPrune; onChange: (rule: QuayPrune) => void }): ReactNode {
  const { t } = useMessages();
  const isNumber = rule.method === "number_of_tags";
  return (
    <>
      <div className={styles["sides"]}>
        <Select
          label={t("vendorRules.method")}
          value={rule.method}
          onChange={(method) => onChange({ ...rule, method, value: "" })}
          choices={[
            { value: "number_of_tags", label: t("vendorRules.byNumber") },
            { value: "creation_date", label: t("vendorRules.byAge") },
          ]}
        />
        <TextField
          label={t(isNumber ? "vendorRules.newestStay" : "vendorRules.age")}
          description={isNumber ? undefined : t("vendorRules.ageHelp")}
          kind={isNumber ? "number" : "text"}
          value={rule.value}
          onChange={(value) => onChange({ ...rule, value })}
          placeholder={isNumber ? "10" : "30d"}
          mono={!isNumber}
        />
      </div>
      <div className={styles["sides"]}>
        <Select
          label={t("vendorRules.tags")}
          value={rule.tagPatternMatches ? "matches" : "excludes"}
          onChange={(value) => onChange({ ...rule, tagPatternMatches: value === "matches" })}
          choices={[
            { value: "matches", label: t("vendorRules.matching") },
            { value: "excludes", label: t("vendorRules.notMatching") },
          ]}
        />
        <TextField
          label={t("vendorRules.expression")}
          description={t("vendorRules.expressionHelp")}
          value={rule.tagPattern ?? ""}
          onChange={(text) => onChange({ ...rule, tagPattern: text === "" ? null : text })}
          placeholder="^v"
          mono
        />
      </div>
    </>
  );
}
