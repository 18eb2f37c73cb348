// Replication: rules that copy what is pushed, and backfills that copy what was there before.
import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { RegistryComplaint, RegistryReplication, ReplicationDestination, ReplicationRule } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { TextField } from "~/kit/TextField";
import type { Offer } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import { Backfills } from "./Backfills";
import { complaintAt } from "./complaint_words";
import { useDraft } from "./draft";
import type { SectionProps } from "./draft";
import { Answer, ListField, SaveBar } from "./pieces";
import styles from "./amazon_registry.module.css";

/** ECR's quotas. */
const mostRules = 10;
const mostDestinations = 25;

export interface ReplicationViewProps extends SectionProps {
  /** The connection's regions, the likeliest destinations. */
  regions: readonly string[];
}

export function ReplicationView({ regions, ...section }: ReplicationViewProps): ReactNode {
  const asked = useAsk("read_replication", section.at);
  return (
    <Answer asked={asked} connection={section.at.connection}>
      {(kept) => (
        <div className={styles["page"]}>
          <Rules key={JSON.stringify(kept)} {...section} kept={kept} regions={regions} />
          <Backfills {...section} destinations={uniqueDestinations(kept.rules)} />
        </div>
      )}
    </Answer>
  );
}

/** The regions that this one can copy to, those of the connection first. A registry copies within its partition alone. */
function useDestinations(region: string, own: readonly string[]): readonly Offer[] {
  const { data } = useAsk("list_amazon_choices", {});
  const all = data?.regions ?? [];
  const partition = all.find(({ name }) => name === region)?.partition ?? "aws";
  const there = all.filter((each) => each.name !== region && each.partition === partition);
  const inOrder = there.toSorted((one, other) => Number(own.includes(other.name)) - Number(own.includes(one.name)));
  return inOrder.map(({ name, title }) => ({ value: name, label: title }));
}

function uniqueDestinations(rules: readonly ReplicationRule[]): ReplicationDestination[] {
  const all = rules.flatMap((rule) => rule.destinations);
  return [...new Map(all.map((each) => [`${each.account} ${each.region}`, each])).values()];
}

function Rules({ at, isReadOnly, kept, regions }: ReplicationViewProps & { kept: RegistryReplication }): ReactNode {
  const { t } = useMessages();
  const draft = useDraft(at, kept.rules, (rules) => ({ type: "replication", rules }), { isReadOnly });
  const { value: rules, put, complaints } = draft;
  const elsewhere = regions.find((region) => region !== at.region) ?? "";
  const offers = useDestinations(at.region, regions);
  const blank: ReplicationRule = { destinations: [{ region: elsewhere, account: kept.account }], prefixes: [], deletes: false };
  return (
    <section className={styles["section"]} aria-label={t("registrySettings.replication")}>
      <p className={styles["help"]}>{t("registrySettings.replicationHelp")}</p>
      {rules.length === 0 ? <p>{t("registrySettings.noReplication")}</p> : null}
      {rules.map((rule, index) => (
        <Rule
          key={index}
          place={index}
          rule={rule}
          blank={{ region: "", account: kept.account }}
          offers={offers}
          complaints={complaints}
          onChange={(next) => put(rules.map((each, place) => (place === index ? next : each)))}
          onRemove={() => put(rules.filter((_, place) => place !== index))}
        />
      ))}
      <div>
        <Button
          icon={Plus}
          onPress={() => put([...rules, blank])}
          disabledReason={isReadOnly ? t("repository.readOnly") : rules.length >= mostRules ? t("registrySettings.tooMany", { has: rules.length + 1, most: mostRules }) : undefined}
        >
          {t("registrySettings.addRule")}
        </Button>
      </div>
      {rules.length === 0 ? null : (
        <p className={styles["help"]}>{t("registrySettings.destinationsUsed", { count: uniqueDestinations(rules).length, most: mostDestinations })}</p>
      )}
      <SaveBar draft={draft} label={t("registrySettings.saveReplication")} connection={at.connection} />
    </section>
  );
}

interface RuleProps {
  place: number;
  rule: ReplicationRule;
  blank: ReplicationDestination;
  /** The regions that there are. */
  offers: readonly Offer[];
  complaints: readonly RegistryComplaint[];
  onChange: (rule: ReplicationRule) => void;
  onRemove: () => void;
}

function Rule({ place, rule, blank, offers, complaints, onChange, onRemove }: RuleProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const number = place + 1;
  const { destinations } = rule;
  const putAt = (index: number, change: Partial<ReplicationDestination>): void =>
    onChange({ ...rule, destinations: destinations.map((each, at) => (at === index ? { ...each, ...change } : each)) });
  return (
    <fieldset className={styles["rule"]} aria-label={t("registrySettings.rule", { number })}>
      <div className={styles["head"]}>
        <h3>{t("registrySettings.rule", { number })}</h3>
        <IconButton icon={Trash2} label={t("registrySettings.removeRule", { number })} onPress={onRemove} />
      </div>
      {destinations.map((destination, index) => (
        <div key={index} role="group" aria-label={t("registrySettings.destinationNumber", { number: index + 1, rule: number })} className={styles["pair"]}>
          <TextField
            label={t("registrySettings.destinationRegion")}
            value={destination.region}
            onChange={(region) => putAt(index, { region })}
            mono
            placeholder="us-east-1"
            offers={offers}
            error={complaintAt(complaints, { fields: ["destinationRegion", "destinations"], rule: place, entry: index, isEmpty: destination.region === "" }, messages)}
          />
          <TextField
            label={t("registrySettings.destinationAccount")}
            value={destination.account}
            onChange={(account) => putAt(index, { account })}
            mono
            placeholder="123456789012"
            error={complaintAt(complaints, { fields: ["destinationAccount"], rule: place, entry: index, isEmpty: destination.account === "" }, messages)}
          />
          <IconButton
            icon={Trash2}
            label={t("registrySettings.removeDestination", { number: index + 1 })}
            onPress={() => onChange({ ...rule, destinations: destinations.filter((_, at) => at !== index) })}
          />
        </div>
      ))}
      <div>
        <Button icon={Plus} tone="quiet" onPress={() => onChange({ ...rule, destinations: [...destinations, blank] })}>
          {t("registrySettings.addDestination")}
        </Button>
      </div>
      <ListField
        label={t("registrySettings.prefixes")}
        description={t("registrySettings.prefixesHelp")}
        values={rule.prefixes}
        onChange={(prefixes) => onChange({ ...rule, prefixes })}
        placeholder="prod, team/app"
        error={complaintAt(complaints, { fields: ["prefixes"], rule: place, isEmpty: rule.prefixes.length === 0 }, messages)}
      />
      <Checkbox isSelected={rule.deletes} onChange={(deletes) => onChange({ ...rule, deletes })} description={t("registrySettings.deletesHelp")}>
        {t("registrySettings.deletes")}
      </Checkbox>
    </fieldset>
  );
}
