// A rule of the cache, new or changed: checked while it is typed.
import { useDeferredValue, useState } from "react";
import type { ReactNode } from "react";
import type { Connection, PullRule } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { complaintAt, sayComplaint } from "./complaint_words";
import styles from "./pull_cache.module.css";

export interface PullRuleDialogProps {
  /** The rule to change; a new one without. */
  kept: PullRule | undefined;
  /** Those that can stand behind a prefix. */
  connections: readonly Connection[];
  /** `localhost:PORT`. */
  address: string;
  onClose: () => void;
}

const ages = [0, 300, 3_600, 21_600, 86_400, 604_800];

export function PullRuleDialog({ kept, connections, address, onClose }: PullRuleDialogProps): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const toasts = useToasts();
  const [rule, setRule] = useState<PullRule>(kept ?? { prefix: "", connection: connections[0]?.id ?? "", namespace: null, askAfterSeconds: 3_600 });
  const request = { before: kept ?? null, after: rule, evict: false };
  const rested = useDeferredValue(JSON.stringify(request));
  const checked = useAsk("check_pull_rule", JSON.parse(rested) as typeof request, { always: true });
  const set = useAct("set_pull_rule");
  const isChecked = rested === JSON.stringify(request) && checked.data !== undefined && !checked.isFetching;
  const complaints = checked.data ?? [];
  const [first] = complaints;
  const isEmpty = rule.prefix === "";
  const reason = first ? sayComplaint(first, messages) : isChecked ? undefined : t("pullCache.checking");
  const change = (part: Partial<PullRule>): void => setRule({ ...rule, ...part });
  const save = (): void =>
    set.mutate(request, {
      onSuccess: () => {
        toasts.show({ title: t(kept ? "pullCache.saved" : "pullCache.created", { prefix: visibleText(rule.prefix) }), detail: t("pullCache.savedUndo") });
        onClose();
      },
    });
  const isAskedAnew = kept !== undefined && (kept.connection !== rule.connection || kept.namespace !== rule.namespace);
  const example = `${address}/${isEmpty ? "hub" : rule.prefix}/library/nginx:latest`;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={kept ? t("pullCache.changeTitle", { prefix: visibleText(kept.prefix) }) : t("pullCache.newTitle")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={save} isPending={set.isPending} disabledReason={reason}>
            {t(kept ? "pullCache.save" : "pullCache.create")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {set.error ? <FailureNotice failure={set.error.failure} /> : null}
        {checked.error ? <FailureNotice failure={checked.error.failure} /> : null}
        <TextField
          label={t("pullCache.prefix")}
          description={t("pullCache.prefixHelp", { example: visibleText(example) })}
          value={rule.prefix}
          onChange={(prefix) => change({ prefix })}
          autoFocus={kept === undefined}
          mono
          placeholder="hub"
          error={isEmpty ? undefined : complaintAt(complaints, "prefix", messages)}
        />
        <Select
          label={t("pullCache.connection")}
          value={rule.connection}
          onChange={(connection) => change({ connection })}
          description={complaintAt(complaints, "connection", messages) ?? (isAskedAnew ? t("pullCache.askedAnew") : undefined)}
          choices={connections.map((each) => ({ value: each.id, label: visibleText(each.name), description: visibleText(each.host) }))}
        />
        <TextField
          label={t("pullCache.namespace")}
          description={t("pullCache.namespaceHelp")}
          value={rule.namespace ?? ""}
          onChange={(text) => change({ namespace: text === "" ? null : text })}
          mono
          error={complaintAt(complaints, "namespace", messages)}
        />
        <Select
          label={t("pullCache.askAfter")}
          description={complaintAt(complaints, "age", messages) ?? t("pullCache.askAfterHelp")}
          value={String(rule.askAfterSeconds)}
          onChange={(age) => change({ askAfterSeconds: Number(age) })}
          choices={[...new Set([...ages, rule.askAfterSeconds])]
            .sort((one, other) => one - other)
            .map((age) => ({ value: String(age), label: age === 0 ? t("pullCache.always") : format.duration(age) }))}
        />
      </div>
    </Dialog>
  );
}
