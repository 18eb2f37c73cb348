// A lifecycle policy: rules and document side by side, always in step, and what it means for every image.
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { LifecycleCheck, LifecycleComplaint, LifecycleRule } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Complaints } from "./Complaints";
import type { SettingsProps } from "./GeneralSettings";
import { LifecycleImages } from "./LifecycleImages";
import { PolicySaving } from "./PolicySaving";
import { countTypeOf, countTypes, documentOf, newRule, tagChoiceOf, tagChoices, tagTextOf, withAction, withCount, withTags } from "./lifecycle_rules";
import type { CountType, TagChoice } from "./lifecycle_rules";
import styles from "./amazon.module.css";
import { sayLifecycleProblem } from "./policy_words";
import { useRested } from "./use_rested";

export function LifecycleSettings({ at, isReadOnly }: SettingsProps): ReactNode {
  const { t } = useMessages();
  const kept = useAsk("read_lifecycle", at);
  if (kept.error) return <FailureNotice failure={kept.error.failure} connection={at.connection} onRetry={() => void kept.refetch()} />;
  if (!kept.data) return <Skeleton lines={8} label={t("common.loading")} />;
  return <Editor key={kept.data.text ?? ""} at={at} isReadOnly={isReadOnly} kept={kept.data.text} evaluated={kept.data.evaluated} onSaved={() => void kept.refetch()} />;
}

const noPolicy = documentOf([]);

interface EditorProps extends SettingsProps {
  kept: string | null;
  evaluated: number | null;
  onSaved: () => void;
}

function Editor({ at, isReadOnly, kept, evaluated, onSaved }: EditorProps): ReactNode {
  const { t, format } = useMessages();
  const toasts = useToasts();
  const set = useAct("set_amazon_setting");
  const byEcr = useAct("preview_lifecycle_by_ecr");
  const [text, setText] = useState(kept ?? noPolicy);
  const [built, setBuilt] = useState<{ text: string; rules: readonly LifecycleRule[] }>();
  const rested = useRested(text);
  const checked = useAsk("check_lifecycle", { ...at, text: rested });
  const [last, setLast] = useState<LifecycleCheck>();
  // While the next answer is under way the rules of the last one stay.
  if (checked.data && checked.data !== last) setLast(checked.data);
  const check = checked.data ?? last;
  const isChecked = rested === text && checked.data !== undefined;
  // What was built is shown as it was built; the host's reading is of what was typed into the document.
  const rules = built?.text === text ? built.rules : (check?.rules ?? []);
  const isNone = rules.length === 0;
  const isSame = text === (kept ?? noPolicy);
  const complaints = isNone ? [] : (check?.complaints ?? []);
  const reason =
    (isReadOnly ? t("repository.readOnly") : undefined) ??
    (isSame ? t("ecr.nothingChanged") : undefined) ??
    (!isChecked ? t("ecr.checking") : undefined) ??
    (complaints.length > 0 ? t("ecr.complaintsLeft", { count: complaints.length }) : undefined);
  const putRules = (next: readonly LifecycleRule[]): void => {
    const document = documentOf(next);
    setBuilt({ text: document, rules: next });
    setText(document);
  };
  const save = (): void =>
    set.mutate(
      { ...at, setting: { type: "lifecycle", text: isNone ? null : text } },
      {
        onSuccess: () => {
          toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") });
          onSaved();
        },
      },
    );
  return (
    <div className={styles["page"]}>
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
      <p className={styles["help"]}>
        {kept === null ? t("ecr.noPolicy") : evaluated === null ? t("ecr.neverEvaluated") : t("ecr.evaluated", { when: format.relative(evaluated) })}
      </p>
      <div className={styles["sides"]}>
        <section aria-label={t("ecr.rules")} className={styles["rules"]}>
          {rules.map((rule, index) => (
            <RuleEditor
              key={index}
              number={index + 1}
              rule={rule}
              complaints={complaints.filter((each) => each.rule === index)}
              onChange={(next) => putRules(rules.map((each, place) => (place === index ? next : each)))}
              onRemove={() => putRules(rules.filter((_, place) => place !== index))}
            />
          ))}
          <div>
            <Button icon={Plus} onPress={() => putRules([...rules, newRule(rules)])} disabledReason={rules.length >= 50 ? t("ecr.rulesFull") : undefined}>
              {t("ecr.addRule")}
            </Button>
          </div>
        </section>
        <section className={styles["document"]}>
          <TextField label={t("ecr.document")} value={text} onChange={setText} lines={18} mono />
          <RuleComplaints complaints={complaints.filter((each) => each.rule === null)} />
          <RuleComplaints complaints={isNone ? [] : (check?.doubts ?? [])} isDoubt />
        </section>
      </div>
      <div className={styles["buttons"]}>
        <Button tone="primary" onPress={save} isPending={set.isPending} disabledReason={reason}>
          {t(isNone ? "ecr.removePolicy" : "ecr.savePolicy")}
        </Button>
        <Button onPress={() => setText(kept ?? noPolicy)} disabledReason={isSame ? t("ecr.nothingChanged") : undefined}>
          {t("ecr.revert")}
        </Button>
        <Button
          onPress={() => byEcr.mutate({ ...at, text })}
          isPending={byEcr.isPending}
          disabledReason={isNone ? t("ecr.noPolicy") : complaints.length > 0 ? t("ecr.complaintsLeft", { count: complaints.length }) : undefined}
        >
          {t(byEcr.isPending ? "ecr.previewingByEcr" : "ecr.previewByEcr")}
        </Button>
      </div>
      {byEcr.error ? <FailureNotice failure={byEcr.error.failure} connection={at.connection} /> : null}
      {byEcr.data && isChecked ? (
        <p role="status" className={byEcr.data.differences.length === 0 ? styles["agrees"] : styles["lack"]}>
          {byEcr.data.differences.length === 0
            ? t("ecr.ecrAgrees", { expire: format.number(byEcr.data.expire), archive: format.number(byEcr.data.archive) })
            : t("ecr.ecrDiffers", { count: byEcr.data.differences.length })}
        </p>
      ) : null}
      {check?.preview && !isNone ? <PolicySaving at={at} text={rested} /> : null}
      {check?.preview && !isNone ? <LifecycleImages preview={check.preview} /> : null}
    </div>
  );
}

/** Complaints of one rule or of the whole document, whose paths begin at the rule. */
function RuleComplaints({ complaints, isDoubt = false }: { complaints: readonly LifecycleComplaint[]; isDoubt?: boolean }): ReactNode {
  const messages = useMessages();
  const told = complaints.map(({ path, problem }) => ({
    place: path.split(".").slice(path.startsWith("$.rules[") ? 2 : 0).join(".") || path,
    words: sayLifecycleProblem(problem, messages),
  }));
  return <Complaints label={messages.t(isDoubt ? "ecr.doubts" : "ecr.complaints")} complaints={told} isDoubt={isDoubt} />;
}

interface RuleEditorProps {
  number: number;
  rule: LifecycleRule;
  complaints: readonly LifecycleComplaint[];
  onChange: (rule: LifecycleRule) => void;
  onRemove: () => void;
}

const tagNames = { patterns: "ecr.tagPatterns", prefixes: "ecr.tagPrefixes", untagged: "ecr.untagged", any: "ecr.anyImage" } as const satisfies Record<TagChoice, string>;
const countNames = {
  imageCountMoreThan: "ecr.countMoreThan",
  sinceImagePushed: "ecr.countPushed",
  sinceImagePulled: "ecr.countPulled",
  sinceImageTransitioned: "ecr.countArchived",
} as const satisfies Record<CountType, string>;

function RuleEditor({ number, rule, complaints, onChange, onRemove }: RuleEditorProps): ReactNode {
  const { t } = useMessages();
  const choice = tagChoiceOf(rule);
  const count = countTypeOf(rule);
  const kept = tagTextOf(rule);
  const [typed, setTyped] = useState(kept);
  // What is typed stays as it is typed, as long as it means what the document says.
  const meaning = typed.split(",").map((each) => each.trim()).filter((each) => each !== "").join(", ");
  const tags = meaning === kept ? typed : kept;
  const numberOf = (text: string): number | null => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : null);
  return (
    <fieldset className={styles["rule"]} aria-label={t("ecr.ruleNumber", { number })}>
      <div className={styles["ruleHead"]}>
        <div className={styles["priority"]}>
          <TextField label={t("ecr.priority")} kind="number" value={String(rule.priority ?? "")} onChange={(text) => onChange({ ...rule, priority: numberOf(text) })} />
        </div>
        <div className={styles["grows"]}>
          <TextField label={t("ecr.description")} value={rule.description ?? ""} onChange={(text) => onChange({ ...rule, description: text === "" ? null : text })} />
        </div>
        <IconButton icon={Trash2} label={t("ecr.removeRule", { number })} onPress={onRemove} />
      </div>
      <div className={styles["ruleRow"]}>
        <Select
          label={t("ecr.about")}
          value={choice}
          onChange={(next) => onChange(withTags(rule, next, next === "patterns" || next === "prefixes" ? tags : ""))}
          choices={tagChoices.map((value) => ({ value, label: t(tagNames[value]) }))}
        />
        {choice === "patterns" || choice === "prefixes" ? (
          <div className={styles["grows"]}>
            <TextField
              label={t(choice === "patterns" ? "ecr.patterns" : "ecr.prefixes")}
              value={tags}
              onChange={(text) => {
                setTyped(text);
                onChange(withTags(rule, choice, text));
              }}
              mono
              placeholder={choice === "patterns" ? "prod*, *-rc" : "dev, test"}
            />
          </div>
        ) : null}
      </div>
      <div className={styles["ruleRow"]}>
        <Select label={t("ecr.when")} value={count} onChange={(next) => onChange(withCount(rule, next, rule.countNumber))} choices={countTypes.map((value) => ({ value, label: t(countNames[value]) }))} />
        <div className={styles["priority"]}>
          <TextField
            label={t(count === "imageCountMoreThan" ? "ecr.keep" : "ecr.days")}
            kind="number"
            value={String(rule.countNumber ?? "")}
            onChange={(text) => onChange(withCount(rule, count, numberOf(text)))}
          />
        </div>
        <Select
          label={t("ecr.outcomeOf")}
          value={rule.action === "transition" ? "archive" : "expire"}
          onChange={(action) => onChange(withAction(rule, action))}
          choices={[
            { value: "expire", label: t("ecr.expire") },
            { value: "archive", label: t("ecr.archive"), isDisabled: count === "sinceImageTransitioned" },
          ]}
        />
      </div>
      <RuleComplaints complaints={complaints} />
    </fieldset>
  );
}
