// The tabs of the administration: one for each thing that a vendor can offer, in this order.
import type { ReactNode } from "react";
import type { OfferName, ScopeAt } from "~/bridge/generated/contract";
import type { PlainKey } from "~/messages/Messages";
import { ImmutabilityTab, ReplicationTab, RetentionTab } from "../vendor_rules/tabs";
import { GarbageTab } from "./GarbageTab";
import { LogTab } from "./LogTab";
import { RobotsTab } from "./RobotsTab";

export interface TabProps {
  at: ScopeAt;
  /** The connection changes nothing. */
  isReadOnly: boolean;
}

export interface AdministrationTab {
  offer: OfferName;
  label: PlainKey;
  Draw: (props: TabProps) => ReactNode;
}

export const administrationTabs: readonly AdministrationTab[] = [
  { offer: "log", label: "administration.log", Draw: LogTab },
  { offer: "robots", label: "administration.robots", Draw: RobotsTab },
  { offer: "retention", label: "vendorRules.retention", Draw: RetentionTab },
  { offer: "immutability", label: "vendorRules.immutability", Draw: ImmutabilityTab },
  { offer: "replication", label: "vendorRules.replication", Draw: ReplicationTab },
  { offer: "garbageCollection", label: "administration.garbage", Draw: GarbageTab },
];
