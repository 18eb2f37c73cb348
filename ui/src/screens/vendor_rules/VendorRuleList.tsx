// The rules that a registry follows by itself in a scope: what each says, and what can be done with it.
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { RulePurpose, ScopeAt, VendorRule, VendorRules } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { PruneButton } from "./PruneDialog";
import { RemoveRuleDialog } from "./RemoveRuleDialog";
import { RuleDialog } from "./RuleDialog";
import { RuleRuns } from "./RuleRuns";
import { sayRule } from "./rule_words";
import styles from "./vendor_rules.module.css";

export interface VendorRuleListProps {
  at: ScopeAt;
  purpose: RulePurpose;
  isReadOnly: boolean;
  help: PlainKey;
}

type Doing = { type: "change"; rule: VendorRule } | { type: "make"; rule: VendorRule } | { type: "remove"; rule: VendorRule };

/** What always is there and can be changed alone. */
const settings: readonly VendorRule["type"][] = ["harborRetention", "gitlabCleanup", "hubImmutable", "azureLock"];

export function VendorRuleList({ at, purpose, isReadOnly, help }: VendorRuleListProps): ReactNode {
  const { t } = useMessages();
  const asked = useAsk("read_vendor_rules", { at, purpose }, { always: true });
  const [doing, setDoing] = useState<Doing>();
  const { data } = asked;
  const close = (): void => setDoing(undefined);
  return (
    <>
      <p className={styles["help"]}>{t(help)}</p>
      {asked.error ? (
        <FailureNotice failure={asked.error.failure} connection={at.connection} onRetry={() => void asked.refetch()} />
      ) : data ? (
        <Rules at={at} purpose={purpose} found={data} isReadOnly={isReadOnly} onDo={setDoing} />
      ) : (
        <Skeleton lines={6} label={t("common.loading")} />
      )}
      {data && doing && doing.type !== "remove" ? (
        <RuleDialog at={at} before={doing.type === "change" ? doing.rule : undefined} start={doing.rule} places={data.places} onClose={close} />
      ) : null}
      {doing?.type === "remove" ? <RemoveRuleDialog at={at} rule={doing.rule} places={data?.places ?? []} onClose={close} /> : null}
    </>
  );
}

interface RulesProps {
  at: ScopeAt;
  purpose: RulePurpose;
  found: VendorRules;
  isReadOnly: boolean;
  onDo: (doing: Doing) => void;
}

function Rules({ at, purpose, found, isReadOnly, onDo }: RulesProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const frozen = isReadOnly ? t("repository.readOnly") : undefined;
  const { blank, places } = found;
  const saysNothing = found.rules.every((rule) => rule.type === "harborRetention" && rule.policy.rules.length === 0);
  return (
    <>
      {found.rules.length === 0 ? <p role="status">{t("vendorRules.none")}</p> : null}
      <ul className={styles["rules"]} aria-label={t("vendorRules.rules")}>
        {found.rules.map((rule, place) => {
          const said = sayRule(rule, messages, places);
          return (
            // Two rules may say the same; a rule has no name but its place.
            <li key={`${String(place)} ${JSON.stringify(rule)}`} className={styles["rule"]} aria-label={said.title}>
              <div className={styles["words"]}>
                <h3>
                  {said.title}
                  {said.isOff ? <span className={styles["off"]}>{t("vendorRules.off")}</span> : null}
                </h3>
                {said.lines.map((line, at) => (
                  <p key={at} className={styles["line"]}>
                    {line}
                  </p>
                ))}
              </div>
              <div className={styles["buttons"]}>
                {at.scope.type === "repository" && (rule.type === "quayPrune" || rule.type === "gitlabCleanup") ? (
                  <PruneButton of={{ connection: at.connection, repository: at.scope.repository }} rule={rule} frozen={frozen} />
                ) : null}
                <Button icon={Pencil} tone="quiet" label={t("vendorRules.changeOf", { what: said.title })} onPress={() => onDo({ type: "change", rule })} disabledReason={frozen}>
                  {t("vendorRules.change")}
                </Button>
                {settings.includes(rule.type) ? null : (
                  <Button icon={Trash2} tone="quiet" label={t("vendorRules.removeOf", { what: said.title })} onPress={() => onDo({ type: "remove", rule })} disabledReason={frozen}>
                    {t("vendorRules.remove")}
                  </Button>
                )}
              </div>
              {found.runs && purpose === "replication" ? <RuleRuns of={{ at, purpose, rule }} canTry={false} frozen={frozen} name={said.title} /> : null}
            </li>
          );
        })}
      </ul>
      {blank === null ? null : (
        <div>
          <Button icon={Plus} onPress={() => onDo({ type: "make", rule: blank })} disabledReason={frozen}>
            {t("vendorRules.add")}
          </Button>
        </div>
      )}
      {found.runs && purpose === "retention" ? (
        <RuleRuns of={{ at, purpose, rule: null }} canTry missing={saysNothing ? t("vendorRules.nothingToRun") : undefined} frozen={frozen} name={t("vendorRules.retention")} />
      ) : null}
    </>
  );
}
