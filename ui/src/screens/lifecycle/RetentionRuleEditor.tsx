// One of Portolan's rules in the builder.
import { Trash2 } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { RetentionComplaint, RetentionRule } from "~/bridge/generated/contract";
import { IconButton } from "~/kit/Button";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import styles from "../amazon/amazon.module.css";
import { Complaints } from "../amazon/Complaints";
import { countTypeOf, countTypes, countsDays, entriesOf, statusOf, statuses, withCount, withList, withStatus } from "./retention_rules";
import type { CountType, ListName, Status } from "./retention_rules";
import { sayProblem } from "./verdict_words";

const statusNames = { tagged: "retention.tagged", untagged: "retention.untagged", any: "retention.any" } as const satisfies Record<Status, PlainKey>;
const countNames = {
  imageCountMoreThan: "retention.imageCountMoreThan",
  versionCountMoreThan: "retention.versionCountMoreThan",
  sinceImageCreated: "retention.sinceImageCreated",
  sinceImagePushed: "retention.sinceImagePushed",
  sinceImagePulled: "retention.sinceImagePulled",
  sinceImageTransitioned: "retention.sinceImageTransitioned",
} as const satisfies Record<CountType, PlainKey>;

export interface RetentionRuleEditorProps {
  number: number;
  rule: RetentionRule;
  complaints: readonly RetentionComplaint[];
  doubts: readonly RetentionComplaint[];
  onChange: (rule: RetentionRule) => void;
  onRemove: () => void;
}

export function RetentionRuleEditor({ number, rule, complaints, doubts, onChange, onRemove }: RetentionRuleEditorProps): ReactNode {
  const { t } = useMessages();
  const status = statusOf(rule);
  const count = countTypeOf(rule);
  const numberOf = (text: string): number | null => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : null);
  const hasMore = rule.expressions !== null || rule.exceptPatterns !== null || rule.exceptExpressions !== null;
  const list = (name: ListName, label: PlainKey, divider: "," | "\n", placeholder: string): ReactNode => (
    <div className={styles["grows"]}>
      <ListField
        label={t(label)}
        list={rule[name] ?? []}
        divider={divider}
        placeholder={placeholder}
        onChange={(entries) => onChange(withList(rule, name, entries))}
        {...(divider === "\n" ? { description: t("retention.expressionsHelp") } : {})}
      />
    </div>
  );
  return (
    <fieldset className={styles["rule"]} aria-label={t("ecr.ruleNumber", { number })}>
      <div className={styles["ruleHead"]}>
        <div className={styles["priority"]}>
          <TextField label={t("retention.priority")} kind="number" value={String(rule.priority ?? "")} onChange={(text) => onChange({ ...rule, priority: numberOf(text) })} />
        </div>
        <div className={styles["grows"]}>
          <TextField label={t("retention.description")} value={rule.description ?? ""} onChange={(text) => onChange({ ...rule, description: text === "" ? null : text })} />
        </div>
        <IconButton icon={Trash2} label={t("ecr.removeRule", { number })} onPress={onRemove} />
      </div>
      <div className={styles["ruleRow"]}>
        <Select
          label={t("retention.about")}
          value={status}
          onChange={(next) => onChange(withStatus(rule, next))}
          choices={statuses.map((value) => ({ value, label: t(statusNames[value]) }))}
        />
        {status === "tagged" && list("patterns", "retention.patterns", ",", "pr-*, *-rc")}
        {status === "tagged" && rule.prefixes !== null && list("prefixes", "retention.prefixes", ",", "dev, test")}
      </div>
      {status !== "untagged" && (
        <details open={hasMore}>
          <summary>{t("retention.more")}</summary>
          <div className={styles["rules"]}>
            {status === "tagged" && list("expressions", "retention.expressions", "\n", "build-\\d+")}
            {list("exceptPatterns", "retention.exceptPatterns", ",", "latest, prod*")}
            {list("exceptExpressions", "retention.exceptExpressions", "\n", "v\\d+\\.\\d+")}
          </div>
        </details>
      )}
      <div className={styles["ruleRow"]}>
        <Select
          label={t("retention.when")}
          value={count}
          onChange={(next) => onChange(withCount(rule, next, rule.countNumber))}
          choices={countTypes.map((value) => ({ value, label: t(countNames[value]) }))}
        />
        <div className={styles["priority"]}>
          <TextField
            label={t(countsDays(count) ? "retention.days" : "retention.keep")}
            kind="number"
            value={String(rule.countNumber ?? "")}
            onChange={(text) => onChange(withCount(rule, count, numberOf(text)))}
          />
        </div>
        {count === "imageCountMoreThan" && (
          <Select
            label={t("retention.orderBy")}
            value={rule.orderBy === "created" ? "created" : "pushed"}
            onChange={(order) => onChange({ ...rule, orderBy: order })}
            choices={[
              { value: "created", label: t("retention.orderCreated") },
              { value: "pushed", label: t("retention.orderPushed") },
            ]}
          />
        )}
      </div>
      <RetentionComplaints complaints={complaints} />
      <RetentionComplaints complaints={doubts} isDoubt />
    </fieldset>
  );
}

interface ListFieldProps {
  label: string;
  list: readonly string[];
  divider: "," | "\n";
  placeholder: string;
  description?: string;
  onChange: (list: string[]) => void;
}

/** A list as one types it: what is typed stays as it is typed, as long as it means what the rule says. */
export function ListField({ label, list, divider, placeholder, description, onChange }: ListFieldProps): ReactNode {
  const written = list.join(divider === "," ? ", " : "\n");
  const [typed, setTyped] = useState(written);
  const isSame = entriesOf(typed, divider).join("\n") === list.join("\n");
  return (
    <TextField
      label={label}
      value={isSame ? typed : written}
      onChange={(text) => {
        setTyped(text);
        onChange(entriesOf(text, divider));
      }}
      mono
      placeholder={placeholder}
      {...(divider === "\n" ? { lines: 2 } : {})}
      {...(description === undefined ? {} : { description })}
    />
  );
}

/** Complaints of one rule or of the whole document, whose paths begin at the rule. */
export function RetentionComplaints({ complaints, isDoubt = false }: { complaints: readonly RetentionComplaint[]; isDoubt?: boolean }): ReactNode {
  const messages = useMessages();
  const told = complaints.map(({ path, problem }) => ({
    place: path.split(".").slice(path.startsWith("$.rules[") ? 2 : 0).join(".") || path,
    words: sayProblem(problem, messages),
  }));
  return <Complaints label={messages.t(isDoubt ? "retention.doubts" : "retention.complaints")} complaints={told} isDoubt={isDoubt} />;
}
