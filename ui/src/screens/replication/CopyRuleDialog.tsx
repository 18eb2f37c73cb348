// A rule that copies, new or otherwise: checked while it is typed.
import { Plus, X } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { ReactNode } from "react";
import type { Connection, CopyDestination, CopyRule } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { RhythmFields } from "./RhythmFields";
import styles from "./replication.module.css";
import { fieldOf, sayProblem } from "./rule_words";
import type { RuleField } from "./rule_words";

export interface CopyRuleDialogProps {
  /** The rule to change; a new one without. */
  kept: CopyRule | undefined;
  connections: readonly Connection[];
  onClose: () => void;
}

function draftOf(connections: readonly Connection[]): CopyRule {
  const source = connections.find((each) => each.kind !== "local") ?? connections[0];
  const to = connections.find((each) => each.id !== source?.id && !each.readOnly);
  return {
    id: "",
    name: "",
    source: source?.id ?? "",
    prefixes: [],
    destinations: [{ connection: to?.id ?? "", prefix: null }],
    deletes: false,
    onChange: false,
    rhythm: null,
  };
}

export function CopyRuleDialog({ kept, connections, onClose }: CopyRuleDialogProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const toasts = useToasts();
  const [rule, setRule] = useState<CopyRule>(() => kept ?? draftOf(connections));
  const [prefixes, setPrefixes] = useState(rule.prefixes.join(" "));
  const change = (part: Partial<CopyRule>): void => setRule({ ...rule, ...part });
  const text = JSON.stringify(rule);
  const rested = useDeferredValue(text);
  const checked = useAsk("check_copy_rule", JSON.parse(rested) as CopyRule, { always: true, placeholder: (before) => before });
  const set = useAct("set_copy_rule");
  const isChecked = rested === text && checked.data !== undefined && !checked.isFetching;
  const complaints = checked.data?.complaints ?? [];
  const doubts = checked.data?.doubts ?? [];
  // What nobody has filled in yet is no mistake.
  const isUntouched = rule.name === "";
  const complaintAt = (field: RuleField): string | undefined => {
    const found = complaints.find((each) => fieldOf(each) === field && !(isUntouched && each.type === "noName"));
    return found && sayProblem(found, connections, messages);
  };
  const [first] = complaints;
  const reason = first ? sayProblem(first, connections, messages) : isChecked ? undefined : t("replication.checking");
  const save = (): void =>
    set.mutate(
      { before: kept ?? null, after: rule },
      {
        onSuccess: () => {
          toasts.show({ title: t(kept ? "replication.saved" : "replication.created", { name: visibleText(rule.name) }), detail: t("replication.savedUndo") });
          onClose();
        },
      },
    );
  const whole = complaintAt("whole");
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={kept ? t("replication.changeTitle", { name: visibleText(kept.name) }) : t("replication.newTitle")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={save} isPending={set.isPending} disabledReason={reason}>
            {t(kept ? "replication.save" : "replication.create")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {set.error ? <FailureNotice failure={set.error.failure} /> : null}
        {checked.error ? <FailureNotice failure={checked.error.failure} /> : null}
        <TextField label={t("replication.name")} value={rule.name} onChange={(name) => change({ name })} placeholder={t("replication.nameHint")} error={complaintAt("name")} autoFocus />
        <Select
          label={t("replication.sourceField")}
          value={rule.source}
          onChange={(source) => change({ source })}
          description={complaintAt("source")}
          choices={connections.map((each) => ({ value: each.id, label: visibleText(each.name), description: visibleText(each.host) }))}
        />
        <TextField
          label={t("replication.prefixes")}
          description={t("replication.prefixesHelp")}
          value={prefixes}
          onChange={(next) => {
            setPrefixes(next);
            change({ prefixes: next.split(/[\s,]+/).filter((word) => word !== "") });
          }}
          error={complaintAt("prefixes")}
          mono
        />
        <Destinations destinations={rule.destinations} connections={connections} onChange={(destinations) => change({ destinations })} error={complaintAt("destinations")} />
        <Checkbox isSelected={rule.deletes} onChange={(deletes) => change({ deletes })} description={t("replication.deletesHelp")}>
          {t("replication.deletes")}
        </Checkbox>
        <Checkbox isSelected={rule.onChange} onChange={(onChange) => change({ onChange })} description={t("replication.onChangeHelp")}>
          {t("replication.onChange")}
        </Checkbox>
        <RhythmFields rhythm={rule.rhythm} onChange={(rhythm) => change({ rhythm })} error={complaintAt("rhythm")} />
        {whole === undefined ? null : (
          <p role="alert" className={styles["complaint"]}>
            {whole}
          </p>
        )}
        {doubts.length === 0 ? null : (
          <ul className={styles["sums"]} role="status">
            {doubts.map((each) => (
              <li key={JSON.stringify(each)} className={styles["doubt"]}>
                {sayProblem(each, connections, messages)}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

interface DestinationsProps {
  destinations: readonly CopyDestination[];
  connections: readonly Connection[];
  onChange: (destinations: CopyDestination[]) => void;
  error: string | undefined;
}

function Destinations({ destinations, connections, onChange, error }: DestinationsProps): ReactNode {
  const { t } = useMessages();
  const writable = connections.filter((each) => !each.readOnly);
  const changeAt = (at: number, part: Partial<CopyDestination>): void => onChange(destinations.map((each, n) => (n === at ? { ...each, ...part } : each)));
  const add = (): void => {
    const free = writable.find((each) => destinations.every((to) => to.connection !== each.id));
    onChange([...destinations, { connection: free?.id ?? writable[0]?.id ?? "", prefix: null }]);
  };
  return (
    <>
      {destinations.map((to, at) => (
        // Destinations have no identity but their place.
        <fieldset key={at} className={styles["group"]} aria-label={t("replication.destinationAt", { n: at + 1 })}>
          <div className={styles["sides"]}>
            <Select
              label={t("replication.destination")}
              value={to.connection}
              onChange={(connection) => changeAt(at, { connection })}
              choices={writable.map((each) => ({ value: each.id, label: visibleText(each.name), description: visibleText(each.host) }))}
            />
            <TextField label={t("replication.prefix")} value={to.prefix ?? ""} onChange={(text) => changeAt(at, { prefix: text === "" ? null : text })} mono />
            {destinations.length > 1 ? (
              <IconButton icon={X} label={t("replication.removeDestination", { n: at + 1 })} onPress={() => onChange(destinations.filter((_, n) => n !== at))} />
            ) : null}
          </div>
        </fieldset>
      ))}
      {error === undefined ? (
        <p className={styles["quiet"]}>{t("replication.prefixHelp")}</p>
      ) : (
        <p role="alert" className={styles["complaint"]}>
          {error}
        </p>
      )}
      <div className={styles["buttons"]}>
        <Button icon={Plus} tone="quiet" onPress={add}>
          {t("replication.addDestination")}
        </Button>
      </div>
    </>
  );
}
