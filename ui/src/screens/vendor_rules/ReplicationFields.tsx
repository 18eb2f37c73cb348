// The fields of what Harbor copies from or to another registry.
import type { ReactNode } from "react";
import type { HarborFilter, HarborPlace, HarborReplication } from "~/bridge/generated/contract";
import { Checkbox } from "~/kit/Checkbox";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { CronField } from "./CronField";
import styles from "./vendor_rules.module.css";

export interface ReplicationFieldsProps {
  policy: HarborReplication;
  places: readonly HarborPlace[];
  onChange: (policy: HarborReplication) => void;
}

type Way = "push" | "pull";

export function ReplicationFields({ policy, places, onChange }: ReplicationFieldsProps): ReactNode {
  const { t } = useMessages();
  const put = (change: Partial<HarborReplication>): void => onChange({ ...policy, ...change });
  const way: Way = policy.source === null ? "push" : "pull";
  const place = policy.source ?? policy.destination;
  const choose = (next: Way, id: number | null): void => put(next === "push" ? { source: null, destination: id } : { source: id, destination: null });
  return (
    <>
      <TextField label={t("vendorRules.name")} value={policy.name} onChange={(name) => put({ name })} autoFocus />
      <div className={styles["sides"]}>
        <Select<Way>
          label={t("vendorRules.way")}
          value={way}
          onChange={(next) => choose(next, place)}
          choices={[
            { value: "push", label: t("vendorRules.push") },
            { value: "pull", label: t("vendorRules.pull") },
          ]}
        />
        <Select
          label={t(way === "push" ? "vendorRules.destination" : "vendorRules.source")}
          value={place === null ? "" : String(place)}
          onChange={(text) => choose(way, Number(text))}
          description={places.length === 0 ? t("vendorRules.noPlaces") : undefined}
          choices={places.map((each) => ({ value: String(each.id), label: visibleText(each.name), description: visibleText(each.url) }))}
        />
      </div>
      <FilterField kind="name" label={t("vendorRules.repositoryPattern")} filters={policy.filters} onChange={(filters) => put({ filters })} placeholder="library/**" />
      <FilterField kind="tag" label={t("vendorRules.tagPattern")} filters={policy.filters} onChange={(filters) => put({ filters })} placeholder="v*" />
      <TextField
        label={t("vendorRules.namespace")}
        description={t("vendorRules.namespaceHelp")}
        value={policy.namespace ?? ""}
        onChange={(text) => put({ namespace: text === "" ? null : text })}
        mono
      />
      <Select
        label={t("vendorRules.trigger")}
        value={policy.trigger}
        onChange={(trigger) => put({ trigger, cron: trigger === "scheduled" ? (policy.cron ?? "0 0 0 * * *") : null })}
        choices={[
          { value: "manual", label: t("vendorRules.byHand") },
          { value: "scheduled", label: t("vendorRules.scheduled") },
          ...(way === "push" ? [{ value: "event_based", label: t("vendorRules.onEvent") }] : []),
        ]}
      />
      {policy.trigger === "scheduled" ? <CronField cron={policy.cron} onChange={(cron) => put({ cron })} isNeeded /> : null}
      <Checkbox isSelected={policy.deletion} onChange={(deletion) => put({ deletion })} description={t("vendorRules.deletesTooHelp")}>
        {t("vendorRules.deletesToo")}
      </Checkbox>
      <Checkbox isSelected={policy.overwrite} onChange={(overwrite) => put({ overwrite })}>
        {t("vendorRules.overwrites")}
      </Checkbox>
      <Checkbox isSelected={policy.enabled} onChange={(enabled) => put({ enabled })}>
        {t("vendorRules.counts")}
      </Checkbox>
    </>
  );
}

interface FilterFieldProps {
  kind: "name" | "tag";
  label: string;
  filters: readonly HarborFilter[];
  onChange: (filters: HarborFilter[]) => void;
  placeholder: string;
}

/** The filter of one kind; those of other kinds stay as they are. */
function FilterField({ kind, label, filters, onChange, placeholder }: FilterFieldProps): ReactNode {
  const { t } = useMessages();
  const found = filters.find((each) => each.kind === kind);
  const others = filters.filter((each) => each !== found);
  const put = (text: string): void => onChange(text === "" ? others : [...others, { kind, decoration: found?.decoration ?? null, values: [text] }]);
  return (
    <TextField
      label={label}
      description={found?.decoration === "excludes" ? t("vendorRules.excludes") : undefined}
      value={found?.values[0] ?? ""}
      onChange={put}
      placeholder={placeholder}
      mono
    />
  );
}
