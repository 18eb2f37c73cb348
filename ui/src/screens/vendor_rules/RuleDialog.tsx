// A rule of a registry’s own, new or otherwise: its fields, and what changes by them.
import { useState } from "react";
import type { ReactNode } from "react";
import type { HarborPlace, ScopeAt, VendorRule } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { GitlabFields } from "./GitlabFields";
import { HarborImmutableFields, HarborRetentionFields } from "./HarborFields";
import { HubFields } from "./HubFields";
import { LockFields } from "./LockFields";
import { QuayFields } from "./QuayFields";
import { ReplicationFields } from "./ReplicationFields";
import { missingIn } from "./missing";
import { sayRule } from "./rule_words";
import styles from "./vendor_rules.module.css";

export interface RuleDialogProps {
  at: ScopeAt;
  /** The rule to change; a new one without. */
  before: VendorRule | undefined;
  /** What the fields begin with. */
  start: VendorRule;
  places: readonly HarborPlace[];
  onClose: () => void;
}

export function RuleDialog({ at, before, start, places, onClose }: RuleDialogProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const toasts = useToasts();
  const [rule, setRule] = useState(start);
  const set = useAct("set_vendor_rule");
  const missing = missingIn(rule);
  const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(rule);
  const reason = missing ? t(missing) : isSame ? t("vendorRules.nothingChanged") : undefined;
  const save = (): void =>
    set.mutate(
      { at, before: before ?? null, after: rule },
      {
        onSuccess: () => {
          toasts.show({ title: t("vendorRules.saved"), detail: t("vendorRules.savedUndo") });
          onClose();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={t(before ? "vendorRules.changeTitle" : "vendorRules.newTitle")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={save} isPending={set.isPending} disabledReason={reason}>
            {t(before ? "vendorRules.save" : "vendorRules.create")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
        <Fields at={at} rule={rule} places={places} onChange={setRule} />
        {before === undefined || isSame ? null : (
          <div role="group" aria-label={t("vendorRules.whatChanges")} className={styles["change"]}>
            <Said heading={t("vendorRules.now")} rule={before} places={places} />
            <Said heading={t("vendorRules.afterwards")} rule={rule} places={places} />
          </div>
        )}
      </div>
    </Dialog>
  );
}

function Said({ heading, rule, places }: { heading: string; rule: VendorRule; places: readonly HarborPlace[] }): ReactNode {
  const messages = useMessages();
  const said = sayRule(rule, messages, places);
  return (
    <div>
      <h3>{heading}</h3>
      <p>{said.isOff ? `${said.title} (${messages.t("vendorRules.off")})` : said.title}</p>
      {said.lines.map((line, place) => (
        <p key={place} className={styles["line"]}>
          {line}
        </p>
      ))}
    </div>
  );
}

interface FieldsProps {
  at: ScopeAt;
  rule: VendorRule;
  places: readonly HarborPlace[];
  onChange: (rule: VendorRule) => void;
}

function Fields({ at, rule, places, onChange }: FieldsProps): ReactNode {
  switch (rule.type) {
    case "harborRetention":
      return <HarborRetentionFields policy={rule.policy} onChange={(policy) => onChange({ ...rule, policy })} />;
    case "harborImmutable":
      return <HarborImmutableFields rule={rule.rule} onChange={(next) => onChange({ ...rule, rule: next })} />;
    case "harborReplication":
      return <ReplicationFields policy={rule.policy} places={places} onChange={(policy) => onChange({ ...rule, policy })} />;
    case "quayPrune":
      return <QuayFields rule={rule} onChange={onChange} />;
    case "gitlabCleanup":
      return <GitlabFields rule={rule} onChange={onChange} />;
    case "hubImmutable":
      return <HubFields at={at} rule={rule} onChange={onChange} />;
    case "azureLock":
      return <LockFields may={rule.may} onChange={(may) => onChange({ ...rule, may })} />;
    case "quayImmutable":
      return null;
  }
}
