// A pull-through cache rule, new or changed: which upstream, and what that needs.
import type { ReactNode } from "react";
import type { CacheRule, CacheUpstream, KnownUpstream, ListedCacheRule, RegistryAt } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Notice } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { upstreamNames } from "./CacheView";
import { complaintAt } from "./complaint_words";
import { useDraft } from "./draft";
import { Answer } from "./pieces";
import styles from "./amazon_registry.module.css";

export interface CacheRuleDialogProps {
  at: RegistryAt;
  /** The rule to change; a new one without. */
  kept: ListedCacheRule | undefined;
  onClose: () => void;
}

interface Typed {
  prefix: string;
  rule: CacheRule;
}

const blank: Typed = { prefix: "", rule: { upstream: null, address: "", upstreamPrefix: null, credential: null, role: null } };

export function CacheRuleDialog(props: CacheRuleDialogProps): ReactNode {
  const upstreams = useAsk("list_cache_upstreams", {});
  return (
    <Answer asked={upstreams} connection={props.at.connection}>
      {(known) => <RuleForm {...props} upstreams={known} />}
    </Answer>
  );
}

/** The address that an upstream has, or none where it is one's own. */
function addressOf(upstream: KnownUpstream): string {
  return upstream.address.startsWith(".") ? "" : upstream.address;
}

const addressHelp = {
  azure: "registrySettings.addressHelpAzure",
  ecr: "registrySettings.addressHelpEcr",
  chainguard: "registrySettings.addressHelpChainguard",
} as const;

function hasOwnAddress(upstream: CacheUpstream | null): upstream is keyof typeof addressHelp {
  return upstream === "azure" || upstream === "ecr" || upstream === "chainguard";
}

function RuleForm({ at, kept, onClose, upstreams }: CacheRuleDialogProps & { upstreams: readonly KnownUpstream[] }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const draft = useDraft<Typed>(at, kept ?? blank, ({ prefix, rule }) => ({ type: "cacheRule", prefix, rule }), { isReadOnly: false, onSaved: onClose });
  const { value, put, complaints } = draft;
  const { rule } = value;
  const change = (part: Partial<CacheRule>): void => put({ ...value, rule: { ...rule, ...part } });
  const orNull = (text: string): string | null => (text === "" ? null : text);
  const chosen = upstreams.find((each) => each.upstream === rule.upstream);
  // Of a rule that is there ECR changes these alone.
  const isReplaced =
    kept !== undefined &&
    (kept.rule.upstream !== rule.upstream ||
      kept.rule.address !== rule.address ||
      kept.rule.upstreamPrefix !== rule.upstreamPrefix ||
      (kept.rule.credential !== null && rule.credential === null) ||
      (kept.rule.role !== null && rule.role === null));
  const reason = kept === undefined && rule.upstream === null ? t("registrySettings.complaint", { field: t("registrySettings.upstream"), problem: t("registrySettings.missing") }) : draft.reason;
  const needs = (upstream: KnownUpstream): string =>
    t(upstream.takesRole ? "registrySettings.needsRole" : upstream.needsCredential ? "registrySettings.needsSecret" : "registrySettings.needsNothing");
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={kept === undefined ? t("registrySettings.newCacheRule") : t("registrySettings.editCacheRule", { prefix: visibleText(kept.prefix) })}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={draft.save} isPending={draft.isSaving} disabledReason={reason}>
            {t(kept === undefined ? "registrySettings.createRule" : "registrySettings.saveRule")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {draft.error ? <FailureNotice failure={draft.error.failure} connection={at.connection} /> : null}
        <Select
          label={t("registrySettings.upstream")}
          value={rule.upstream ?? "none"}
          onChange={(next) => {
            const upstream = upstreams.find((each) => each.upstream === next);
            if (!upstream) return;
            change({
              upstream: upstream.upstream,
              address: addressOf(upstream),
              credential: upstream.needsCredential ? rule.credential : null,
              role: upstream.takesRole ? rule.role : null,
            });
          }}
          choices={[
            ...(rule.upstream === null ? [{ value: "none" as const, label: t(kept ? "registrySettings.upstreamOther" : "registrySettings.none") }] : []),
            ...upstreams.map((each) => ({ value: each.upstream, label: t(upstreamNames[each.upstream]), description: needs(each) })),
          ]}
        />
        {hasOwnAddress(rule.upstream) || (kept !== undefined && rule.upstream === null) ? (
          <TextField
            label={t("registrySettings.address")}
            description={hasOwnAddress(rule.upstream) ? t(addressHelp[rule.upstream]) : undefined}
            value={rule.address}
            onChange={(address) => change({ address })}
            mono
            error={complaintAt(complaints, { fields: ["upstreamAddress"], isEmpty: rule.address === "" }, messages)}
          />
        ) : null}
        <TextField
          label={t("registrySettings.cachePrefix")}
          description={t("registrySettings.cachePrefixHelp")}
          value={value.prefix}
          onChange={(prefix) => put({ ...value, prefix })}
          isReadOnly={kept !== undefined}
          mono
          placeholder="docker-hub"
          error={complaintAt(complaints, { fields: ["cachePrefix"], isEmpty: value.prefix === "" }, messages)}
        />
        {chosen?.needsCredential || rule.credential !== null ? (
          <TextField
            label={t("registrySettings.credential")}
            description={t("registrySettings.credentialHelp")}
            value={rule.credential ?? ""}
            onChange={(text) => change({ credential: orNull(text) })}
            mono
            placeholder={`arn:aws:secretsmanager:${at.region}:123456789012:secret:ecr-pullthroughcache/…`}
            error={complaintAt(complaints, { fields: ["credential"], isEmpty: rule.credential === null }, messages)}
          />
        ) : null}
        {chosen?.takesRole || rule.role !== null ? (
          <TextField
            label={t("registrySettings.role")}
            description={t("registrySettings.roleHelp")}
            value={rule.role ?? ""}
            onChange={(text) => change({ role: orNull(text) })}
            mono
            placeholder="arn:aws:iam::123456789012:role/…"
            error={complaintAt(complaints, { fields: ["role"], isEmpty: rule.role === null }, messages)}
          />
        ) : null}
        <TextField
          label={t("registrySettings.upstreamPrefix")}
          description={t("registrySettings.upstreamPrefixHelp")}
          value={rule.upstreamPrefix ?? ""}
          onChange={(text) => change({ upstreamPrefix: orNull(text) })}
          mono
          placeholder="library"
          error={complaintAt(complaints, { fields: ["upstreamPrefix"], isEmpty: rule.upstreamPrefix === null }, messages)}
        />
        {isReplaced ? <Notice>{t("registrySettings.replaceWarning")}</Notice> : null}
      </div>
    </Dialog>
  );
}
