// The tabs of the administration for rules that a registry follows by itself.
import type { ReactNode } from "react";
import type { TabProps } from "../administration/tabs";
import { VendorRuleList } from "./VendorRuleList";

export function RetentionTab(props: TabProps): ReactNode {
  return <VendorRuleList {...props} purpose="retention" help="vendorRules.retentionHelp" />;
}

export function ImmutabilityTab(props: TabProps): ReactNode {
  return <VendorRuleList {...props} purpose="immutability" help="vendorRules.immutabilityHelp" />;
}

export function ReplicationTab(props: TabProps): ReactNode {
  return <VendorRuleList {...props} purpose="replication" help="vendorRules.replicationHelp" />;
}
