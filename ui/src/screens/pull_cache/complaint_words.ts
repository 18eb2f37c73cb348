// What is wrong with a rule of the cache, in words, and at which field. No drawing.
import type { PullComplaint } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";

export type RuleField = "prefix" | "connection" | "namespace" | "age";

const fields: Readonly<Record<PullComplaint["type"], RuleField>> = {
  prefixInvalid: "prefix",
  prefixLength: "prefix",
  prefixTaken: "prefix",
  prefixOverlaps: "prefix",
  pushedUnder: "prefix",
  connectionMissing: "connection",
  connectionLocal: "connection",
  namespaceInvalid: "namespace",
  ageTooLong: "age",
  prefixHolds: "prefix",
};

const plain: Readonly<Record<Exclude<PullComplaint["type"], "prefixOverlaps" | "pushedUnder" | "prefixHolds">, PlainKey>> = {
  prefixInvalid: "pullCache.prefixInvalid",
  prefixLength: "pullCache.prefixLength",
  prefixTaken: "pullCache.prefixTaken",
  connectionMissing: "pullCache.connectionMissing",
  connectionLocal: "pullCache.connectionLocal",
  namespaceInvalid: "pullCache.namespaceInvalid",
  ageTooLong: "pullCache.ageTooLong",
};

export function sayComplaint(complaint: PullComplaint, { t, format }: Pick<Messages, "t" | "format">): string {
  switch (complaint.type) {
    case "prefixOverlaps":
      return t("pullCache.prefixOverlaps", { prefix: visibleText(complaint.prefix) });
    case "pushedUnder":
      return t("pullCache.pushedUnder", { repositories: format.list(complaint.repositories.slice(0, 3).map((name) => visibleText(name))) });
    case "prefixHolds":
      return t("pullCache.prefixHolds", { count: complaint.images });
    default:
      return t(plain[complaint.type]);
  }
}

/** The first complaint about a field. */
export function complaintAt(complaints: readonly PullComplaint[], field: RuleField, messages: Pick<Messages, "t" | "format">): string | undefined {
  const found = complaints.find((each) => fields[each.type] === field);
  return found && sayComplaint(found, messages);
}
