// What was done to rules that registries follow by themselves, in words. No drawing.
import type { ActivityDeed, OfferScope, RulePurpose, VendorRule } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";

type Says = Pick<Messages, "t">;

const kinds: Readonly<Record<VendorRule["type"], PlainKey>> = {
  harborRetention: "vendorRules.retentionWords",
  quayPrune: "vendorRules.retentionWords",
  gitlabCleanup: "vendorRules.retentionWords",
  harborImmutable: "vendorRules.immutabilityWords",
  hubImmutable: "vendorRules.immutabilityWords",
  quayImmutable: "vendorRules.immutabilityWords",
  azureLock: "vendorRules.lockWords",
  harborReplication: "vendorRules.replicationWords",
};

const purposes: Readonly<Record<RulePurpose, PlainKey>> = {
  retention: "vendorRules.retentionWords",
  immutability: "vendorRules.immutabilityWords",
  replication: "vendorRules.replicationWords",
};

function nameOf(scope: OfferScope): string | undefined {
  if (scope.type === "registry") return undefined;
  return visibleText(scope.type === "namespace" ? scope.name : scope.repository);
}

/** "Change retention of library". */
export function sayVendorRule(deed: Extract<ActivityDeed, { type: "vendorRule" }>, { t }: Says): string {
  const rule = deed.after ?? deed.before;
  const what = rule === null ? "" : t(kinds[rule.type]);
  const name = nameOf(deed.scope);
  return name === undefined ? t("vendorRules.changedRegistryDeed", { what }) : t("vendorRules.changedDeed", { what, name });
}

/** "Carry out retention of library". */
export function sayVendorRun(deed: Extract<ActivityDeed, { type: "vendorRun" }>, { t }: Says): string {
  const what = t(purposes[deed.purpose]);
  const name = nameOf(deed.scope);
  return name === undefined ? t("vendorRules.ranRegistryDeed", { what }) : t("vendorRules.ranDeed", { what, name });
}
