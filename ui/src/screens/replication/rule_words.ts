// How rules that copy are spoken of: what they take, when, and what is wrong with them. No drawing.
import type { Connection, CopyDestination, CopyRule, CopyRuleProblem } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";

export type RuleField = "name" | "source" | "prefixes" | "destinations" | "rhythm" | "whole";

type Says = Pick<Messages, "t" | "format">;

const fields: Readonly<Record<CopyRuleProblem["type"], RuleField>> = {
  noName: "name",
  nameTaken: "name",
  unknownSource: "source",
  noDestination: "destinations",
  tooManyDestinations: "destinations",
  tooManyFilters: "prefixes",
  unknownDestination: "destinations",
  readOnly: "destinations",
  destinationTwice: "destinations",
  badPrefix: "destinations",
  badFilter: "prefixes",
  ontoItself: "whole",
  circle: "whole",
  badTime: "rhythm",
  filterCovered: "prefixes",
  matchesNothing: "prefixes",
  shadowed: "whole",
  overlaps: "whole",
  deletesDiffer: "whole",
  collides: "whole",
  production: "whole",
};

const plain = {
  noName: "replication.noName",
  nameTaken: "replication.nameTaken",
  unknownSource: "replication.unknownSource",
  noDestination: "replication.noDestination",
  tooManyDestinations: "replication.tooManyDestinations",
  tooManyFilters: "replication.tooManyFilters",
  unknownDestination: "replication.unknownDestination",
  ontoItself: "replication.ontoItself",
  badTime: "replication.badTime",
} as const satisfies Partial<Record<CopyRuleProblem["type"], PlainKey>>;

/** The name of a connection, or that it is gone. */
export function nameOf(id: string, connections: readonly Connection[], { t }: Pick<Messages, "t">): string {
  const found = connections.find((each) => each.id === id);
  return found ? visibleText(found.name) : t("replication.gone");
}

export function sayProblem(problem: CopyRuleProblem, connections: readonly Connection[], messages: Says): string {
  const { t, format } = messages;
  switch (problem.type) {
    case "readOnly":
      return t("replication.readOnly", { name: nameOf(problem.connection, connections, messages) });
    case "destinationTwice":
      return t("replication.destinationTwice", { name: nameOf(problem.connection, connections, messages) });
    case "production":
      return t("replication.production", { name: nameOf(problem.connection, connections, messages) });
    case "badPrefix":
      return t("replication.badPrefix", { prefix: visibleText(problem.prefix) });
    case "badFilter":
      return t("replication.badFilter", { filter: visibleText(problem.filter) });
    case "circle":
      return t("replication.circle", { rules: format.list(problem.through.map((name) => visibleText(name))) });
    case "filterCovered":
      return t("replication.filterCovered", { filter: visibleText(problem.filter), by: visibleText(problem.by) });
    case "matchesNothing":
      return problem.filter === "" ? t("replication.sourceEmpty") : t("replication.matchesNothing", { filter: visibleText(problem.filter) });
    case "shadowed":
      return t("replication.shadowed", { rule: visibleText(problem.by) });
    case "overlaps":
      return t("replication.overlaps", { rule: visibleText(problem.rule) });
    case "deletesDiffer":
      return t("replication.deletesDiffer", { rule: visibleText(problem.rule) });
    case "collides":
      return t("replication.collides", { rule: visibleText(problem.rule), name: nameOf(problem.connection, connections, messages) });
    default:
      return t(plain[problem.type]);
  }
}

/** Where a problem is said. */
export function fieldOf(problem: CopyRuleProblem): RuleField {
  return fields[problem.type];
}

/** "all repositories", "team/, library/…". */
export function saySource(rule: CopyRule, { t, format }: Says): string {
  if (rule.prefixes.length === 0) return t("replication.everything");
  return t("replication.beginning", { prefixes: format.list(rule.prefixes.map((prefix) => visibleText(prefix))) });
}

export function sayDestination(to: CopyDestination, connections: readonly Connection[], messages: Says): string {
  const name = nameOf(to.connection, connections, messages);
  return to.prefix === null ? name : messages.t("replication.under", { name, prefix: visibleText(to.prefix) });
}

/** "every 6 hours, when a change is seen", "when asked". */
export function sayWhen({ rhythm, onChange }: CopyRule, { t, format }: Says): string {
  const times: string[] = [];
  if (rhythm?.type === "hours") times.push(t("replication.everyHours", { count: rhythm.hours }));
  if (rhythm?.type === "daily") times.push(t("replication.daily", { time: timeOf(rhythm.minute) }));
  if (onChange) times.push(t("replication.whenSeen"));
  return times.length === 0 ? t("replication.whenAsked") : format.list(times);
}

/** `03:30`, in minutes after midnight. */
export function minuteOf(text: string): number | undefined {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
}

/** `03:30`. */
export function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
