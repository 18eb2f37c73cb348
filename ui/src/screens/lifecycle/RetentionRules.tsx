// Portolan's own rules of a repository: rules and document side by side, always in step, what they mean, and carrying them out.
import { Copy, Plus } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection, KeptRetention, RetentionCheck, RetentionForEcr, RetentionSchedule } from "~/bridge/generated/contract";
import { useAct, useAsk, useConnection } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Skeleton, copyText } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "../amazon/amazon.module.css";
import { useRested } from "../amazon/use_rested";
import { useChanges } from "../changes/changes";
import { ArchiveDialog } from "../repository/use_archive";
import { RetentionImages } from "./RetentionImages";
import { ListField, RetentionComplaints, RetentionRuleEditor } from "./RetentionRuleEditor";
import { RetentionScheduling } from "./RetentionScheduling";
import { accountOf, accountText, documentOf, newRule, noRules } from "./retention_rules";
import type { Rules } from "./retention_rules";
import { sayNotInEcr } from "./verdict_words";

export interface RetentionRulesProps {
  at: { connection: string; repository: string };
  isReadOnly: boolean;
  /** ECR's own policy is beside it. */
  isBesideEcr?: boolean;
}

export function RetentionRules(props: RetentionRulesProps): ReactNode {
  const { t } = useMessages();
  const { at } = props;
  const kept = useAsk("read_retention", at);
  if (kept.error) return <FailureNotice failure={kept.error.failure} connection={at.connection} onRetry={() => void kept.refetch()} />;
  if (!kept.data) return <Skeleton lines={8} label={t("common.loading")} />;
  return <Editor key={kept.data.text ?? ""} {...props} kept={kept.data} onKept={() => void kept.refetch()} />;
}

const emptyDocument = documentOf(noRules);

interface EditorProps extends RetentionRulesProps {
  kept: KeptRetention;
  onKept: () => void;
}

function Editor({ at, isReadOnly, isBesideEcr = false, kept, onKept }: EditorProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const changes = useChanges();
  const keep = useAct("keep_retention");
  const connection = useConnection(at.connection);
  const ownAccount = ownAccountOf(connection, at.repository);
  const [isPuttingAway, setPuttingAway] = useState(false);
  const [text, setText] = useState(kept.text ?? emptyDocument);
  const [schedule, setSchedule] = useState<RetentionSchedule | null>(kept.schedule);
  const [built, setBuilt] = useState<{ text: string; rules: Rules }>();
  const rested = useRested(text);
  const checked = useAsk("check_retention", { ...at, text: rested });
  const [last, setLast] = useState<RetentionCheck>();
  // While the next answer is under way the rules of the last one stay.
  if (checked.data && checked.data !== last) setLast(checked.data);
  const check = checked.data ?? last;
  const isChecked = rested === text && checked.data !== undefined;
  // What was built is shown as it was built; the host's reading is of what was typed into the document.
  const all: Rules = built?.text === text ? built.rules : (check ?? noRules);
  const { rules, perTag, inUse } = all;
  const isNone = rules.length === 0;
  const complaints = isNone ? [] : (check?.complaints ?? []);
  const doubts = isNone ? [] : (check?.doubts ?? []);
  const isSameText = text === (kept.text ?? emptyDocument);
  const isSame = isSameText && JSON.stringify(schedule) === JSON.stringify(kept.schedule);
  const preview = isNone ? undefined : (check?.preview ?? undefined);
  const put = (next: Partial<Rules>): void => {
    const whole = { ...all, ...next };
    const document = documentOf(whole);
    setBuilt({ text: document, rules: whole });
    setText(document);
  };
  const wrong =
    (!isChecked ? t("ecr.checking") : undefined) ?? (complaints.length > 0 ? t("ecr.complaintsLeft", { count: complaints.length }) : undefined);
  const save = (): void =>
    keep.mutate(
      { ...at, text: isNone ? null : text, schedule: isNone ? null : schedule },
      {
        onSuccess: () => {
          toasts.show({ title: t(isNone ? "retention.forgotten" : "retention.saved") });
          onKept();
        },
      },
    );
  const apply = (): void => {
    if (preview && preview.id !== null)
      changes.propose(at.connection, { type: "applyRules", repository: at.repository, preview: preview.id, images: preview.expire, tags: preview.tags });
  };
  return (
    <div className={styles["page"]}>
      {keep.error ? <FailureNotice failure={keep.error.failure} connection={at.connection} /> : null}
      {checked.error ? <FailureNotice failure={checked.error.failure} connection={at.connection} onRetry={() => void checked.refetch()} /> : null}
      <p className={styles["help"]}>{t(isBesideEcr ? "retention.besideEcr" : "retention.byPortolan")}</p>
      <div className={styles["sides"]}>
        <section aria-label={t("retention.rules")} className={styles["rules"]}>
          <div className={styles["choice"]}>
            <Select
              label={t("retention.per")}
              value={perTag ? "tag" : "image"}
              onChange={(per) => put({ perTag: per === "tag" })}
              choices={[
                { value: "image", label: t("retention.perImage") },
                { value: "tag", label: t("retention.perTag") },
              ]}
            />
          </div>
          {isNone && <p className={styles["help"]}>{t("retention.noRules")}</p>}
          {rules.map((rule, index) => (
            <RetentionRuleEditor
              key={index}
              number={index + 1}
              rule={rule}
              complaints={complaints.filter((each) => each.rule === index)}
              doubts={doubts.filter((each) => each.rule === index)}
              onChange={(next) => put({ rules: rules.map((each, place) => (place === index ? next : each)) })}
              onRemove={() => put({ rules: rules.filter((_, place) => place !== index) })}
            />
          ))}
          <div>
            <Button icon={Plus} onPress={() => put({ rules: [...rules, newRule(rules)] })} disabledReason={rules.length >= 50 ? t("ecr.rulesFull") : undefined}>
              {t("ecr.addRule")}
            </Button>
          </div>
          <details open={inUse.references.length + inUse.files.length + inUse.kubernetes.length + inUse.ecs.length > 0}>
            <summary>{t("retention.inUse")}</summary>
            <div className={styles["rules"]}>
              <ListField
                label={t("retention.references")}
                list={inUse.references}
                divider={"\n"}
                placeholder="registry.example/app:1.2"
                description={t("retention.referencesHelp")}
                onChange={(references) => put({ inUse: { ...inUse, references } })}
              />
              <ListField
                label={t("retention.files")}
                list={inUse.files}
                divider={"\n"}
                placeholder="/home/ada/in-use.txt"
                description={t("retention.filesHelp")}
                onChange={(files) => put({ inUse: { ...inUse, files } })}
              />
              <Checkbox isSelected={inUse.kubernetes.length > 0} onChange={(asks) => put({ inUse: { ...inUse, kubernetes: asks ? [""] : [] } })}>
                {t("retention.kubernetes")}
              </Checkbox>
              {inUse.kubernetes.length > 0 && (
                <TextField
                  label={t("retention.context")}
                  value={inUse.kubernetes[0] ?? ""}
                  onChange={(context) => put({ inUse: { ...inUse, kubernetes: [context.trim(), ...inUse.kubernetes.slice(1)] } })}
                  description={t("retention.contextHelp")}
                  mono
                />
              )}
              <Checkbox isSelected={inUse.ecs.length > 0} onChange={(asks) => put({ inUse: { ...inUse, ecs: asks ? [ownAccount] : [] } })}>
                {t("retention.ecs")}
              </Checkbox>
              {inUse.ecs.length > 0 && <EcsAccount account={inUse.ecs[0] ?? ""} onChange={(account) => put({ inUse: { ...inUse, ecs: [account, ...inUse.ecs.slice(1)] } })} />}
            </div>
          </details>
        </section>
        <section className={styles["document"]}>
          <TextField label={t("retention.document")} value={text} onChange={setText} lines={18} mono description={t("retention.documentHelp")} />
          <RetentionComplaints complaints={complaints.filter((each) => each.rule === null)} />
          <RetentionComplaints complaints={doubts.filter((each) => each.rule === null)} isDoubt />
          {check && !isNone && complaints.length === 0 ? <ForEcr forEcr={check.forEcr} /> : null}
        </section>
      </div>
      <div className={styles["buttons"]}>
        <Button
          tone={preview && preview.id !== null ? "loss" : "plain"}
          onPress={apply}
          disabledReason={(isReadOnly ? t("retention.readOnly") : undefined) ?? (isNone ? t("retention.noRules") : wrong) ?? (preview && preview.id === null ? t("retention.nothingGoes") : undefined)}
        >
          {t("retention.apply", { count: preview?.expire ?? 0 })}
        </Button>
        {preview && preview.archived.length > 0 ? (
          <Button onPress={() => setPuttingAway(true)} disabledReason={isReadOnly ? t("retention.readOnly") : wrong}>
            {t("retention.putAway", { count: preview.archived.length })}
          </Button>
        ) : null}
        <Button tone="primary" onPress={save} isPending={keep.isPending} disabledReason={isSame ? t("ecr.nothingChanged") : isNone ? undefined : wrong}>
          {t(isNone && kept.text !== null ? "retention.forget" : "retention.save")}
        </Button>
        <Button
          onPress={() => {
            setText(kept.text ?? emptyDocument);
            setSchedule(kept.schedule);
          }}
          disabledReason={isSame ? t("ecr.nothingChanged") : undefined}
        >
          {t("retention.revert")}
        </Button>
      </div>
      {preview ? <RetentionImages at={at} preview={preview} /> : null}
      {isNone ? null : <RetentionScheduling schedule={schedule} onChange={setSchedule} kept={kept} />}
      {isPuttingAway && connection && preview ? (
        <ArchiveDialog
          connection={connection}
          repository={at.repository}
          asked={{ archive: true, images: preview.archived.map((digest) => ({ digest, size: null })), others: 0 }}
          onClose={() => setPuttingAway(false)}
        />
      ) : null}
    </div>
  );
}

/** Whose ECS is asked. */
function EcsAccount({ account, onChange }: { account: string; onChange: (account: string) => void }): ReactNode {
  const { t } = useMessages();
  const { profile, region } = accountOf(account);
  return (
    <>
      <div className={styles["ruleRow"]}>
        <TextField label={t("retention.ecsProfile")} value={profile} onChange={(text) => onChange(accountText({ profile: text.trim(), region }))} mono placeholder="default" />
        <TextField label={t("retention.ecsRegion")} value={region} onChange={(text) => onChange(accountText({ profile, region: text.trim() }))} mono placeholder="eu-west-1" />
      </div>
      <p className={styles["help"]}>{t("retention.ecsHelp")}</p>
    </>
  );
}

/** The profile of a connection to Amazon, and the region of a repository of it. */
function ownAccountOf(connection: Connection | undefined, repository: string): string {
  const signIn = connection?.amazon?.signIn;
  const profile = signIn?.type === "profile" ? signIn.name : "";
  return accountText({ profile, region: connection?.kind === "ecr" ? (repository.split("/", 1)[0] ?? "") : "" });
}

/** The same rules for ECR, or why it can't say them. */
function ForEcr({ forEcr }: { forEcr: RetentionForEcr }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const toasts = useToasts();
  const { text } = forEcr;
  if (text !== null) {
    return (
      <details>
        <summary>{t("retention.forEcr")}</summary>
        <p className={styles["help"]}>{t("retention.ecrCan")}</p>
        <Button icon={Copy} onPress={() => void copyText(text).then(() => toasts.show({ title: t("retention.copyForEcr") }))}>
          {t("retention.copyForEcr")}
        </Button>
      </details>
    );
  }
  return (
    <details>
      <summary>{t("retention.forEcr")}</summary>
      <p className={styles["help"]}>{t("retention.ecrCannot")}</p>
      <ul className={styles["doubts"]}>
        {forEcr.refusals.map(({ rule, why }, index) => (
          <li key={index}>
            {rule === null ? t("retention.ofAll") : t("retention.ofRule", { number: rule + 1 })} {sayNotInEcr(why, messages)}
          </li>
        ))}
      </ul>
    </details>
  );
}
