// Rules of a registry’s own, in words: what each says, as a title and lines. No drawing.
import type { HarborFilter, HarborPlace, HarborRetentionRule, HarborSelector, TagExpressions, VendorRule } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";

type Says = Pick<Messages, "t">;

export interface RuleWords {
  title: string;
  lines: readonly string[];
  /** It counts for nothing now. */
  isOff: boolean;
}

/** Harbor’s templates, in its own order. */
export const templates = ["latestPushedK", "latestPulledN", "nDaysSinceLastPush", "nDaysSinceLastPull", "always"] as const;

export const templateNames: Readonly<Record<(typeof templates)[number], PlainKey>> = {
  latestPushedK: "vendorRules.latestPushed",
  latestPulledN: "vendorRules.latestPulled",
  nDaysSinceLastPush: "vendorRules.daysSincePush",
  nDaysSinceLastPull: "vendorRules.daysSincePull",
  always: "vendorRules.always",
};

const isTemplate = (text: string): text is (typeof templates)[number] => templates.some((each) => each === text);

export function sayTemplate({ template, amount }: Pick<HarborRetentionRule, "template" | "amount">, { t }: Says): string {
  if (!isTemplate(template)) return visibleText(template);
  const count = amount ?? 0;
  switch (template) {
    case "latestPushedK":
      return t("vendorRules.keepPushed", { count });
    case "latestPulledN":
      return t("vendorRules.keepPulled", { count });
    case "nDaysSinceLastPush":
      return t("vendorRules.keepPushedDays", { count });
    case "nDaysSinceLastPull":
      return t("vendorRules.keepPulledDays", { count });
    case "always":
      return t("vendorRules.keepAlways");
  }
}

function saySelectors(selectors: readonly HarborSelector[], { t }: Says): string {
  const said = selectors.map(({ decoration, pattern }) => {
    const shown = visibleText(pattern);
    return decoration.toLowerCase().includes("exclude") ? t("vendorRules.allBut", { pattern: shown }) : shown;
  });
  return said.join(", ");
}

const isAll = (selectors: readonly HarborSelector[]): boolean => selectors.every(({ decoration, pattern }) => pattern === "**" && !decoration.toLowerCase().includes("exclude"));

/** "Tags: v*, in all repositories". */
function sayWhere(rule: { tags: readonly HarborSelector[]; repositories: readonly HarborSelector[] }, says: Says): string {
  const { t } = says;
  const tags = isAll(rule.tags) ? t("vendorRules.allTags") : t("vendorRules.ofTags", { tags: saySelectors(rule.tags, says) });
  const repositories = isAll(rule.repositories) ? t("vendorRules.inAllRepositories") : t("vendorRules.inRepositories", { repositories: saySelectors(rule.repositories, says) });
  return `${tags}, ${repositories}`;
}

/** Harbor’s usual schedules, by their cron. */
export const usualSchedules: Readonly<Record<string, PlainKey>> = {
  "0 0 * * * *": "vendorRules.hourly",
  "0 0 0 * * *": "vendorRules.daily",
  "0 0 0 * * 0": "vendorRules.weekly",
};

function sayCron(cron: string, { t }: Says): string {
  const usual = usualSchedules[cron];
  return usual === undefined ? t("vendorRules.onSchedule", { cron: visibleText(cron) }) : t(usual);
}

function sayFilter({ kind, decoration, values }: HarborFilter, { t }: Says): string {
  const shown = values.map((value) => visibleText(value)).join(", ");
  const pattern = decoration === "excludes" ? t("vendorRules.allBut", { pattern: shown }) : shown;
  return `${visibleText(kind)}: ${pattern}`;
}

/** What GitLab would take, a line for each thing that it goes by. */
export function sayExpressions(tags: TagExpressions, { t }: Says): string[] {
  const lines = [];
  if (tags.nameRegexDelete !== null) lines.push(t("vendorRules.removes", { expression: visibleText(tags.nameRegexDelete) }));
  if (tags.nameRegexKeep !== null) lines.push(t("vendorRules.keeps", { expression: visibleText(tags.nameRegexKeep) }));
  if (tags.keepN !== null) lines.push(t("vendorRules.keepsNewest", { count: tags.keepN }));
  if (tags.olderThan !== null) lines.push(t("vendorRules.onlyOlder", { age: visibleText(tags.olderThan) }));
  return lines;
}

/** What may not be done, in Azure’s words. */
export function sayForbidden(may: { write: boolean; delete: boolean; list: boolean; read: boolean }, { t }: Says): string {
  const off = (["write", "delete", "list", "read"] as const).filter((deed) => !may[deed]);
  if (off.length === 0) return t("vendorRules.unlocked");
  return t("vendorRules.lockedFor", { deeds: off.map((deed) => t(forbiddenNames[deed])).join(", ") });
}

const forbiddenNames = {
  write: "vendorRules.writing",
  delete: "vendorRules.deleting",
  list: "vendorRules.listing",
  read: "vendorRules.reading",
} as const satisfies Readonly<Record<string, PlainKey>>;

/** What a rule says. `places` have the names of the registries that Harbor copies from and to. */
export function sayRule(rule: VendorRule, says: Says, places: readonly HarborPlace[] = []): RuleWords {
  const { t } = says;
  switch (rule.type) {
    case "harborRetention": {
      const { rules, schedule } = rule.policy;
      const lines = rules.map((each) => {
        const what = `${sayTemplate(each, says)}. ${sayWhere(each, says)}`;
        return each.disabled ? `${what} (${t("vendorRules.off")})` : what;
      });
      const when = schedule === null ? t("vendorRules.byHand") : sayCron(schedule, says);
      return { title: t("vendorRules.retains", { count: rules.length }), lines: [...lines, when], isOff: rules.length === 0 };
    }
    case "harborImmutable":
      return { title: t("vendorRules.immutableTags"), lines: [sayWhere(rule.rule, says)], isOff: rule.rule.disabled };
    case "harborReplication": {
      const { policy } = rule;
      const nameOf = (id: number | null): string => (id === null ? t("vendorRules.thisHarbor") : visibleText(places.find((each) => each.id === id)?.name ?? String(id)));
      const way = t("vendorRules.fromTo", { from: nameOf(policy.source), to: nameOf(policy.destination) });
      const namespace = policy.namespace === null ? [] : [t("vendorRules.intoNamespace", { name: visibleText(policy.namespace) })];
      const extra = [policy.deletion ? t("vendorRules.deletesToo") : "", policy.overwrite ? t("vendorRules.overwrites") : ""].filter((line) => line !== "");
      return {
        title: visibleText(policy.name),
        lines: [way, ...policy.filters.map((each) => sayFilter(each, says)), ...namespace, sayTrigger(policy, says), ...extra],
        isOff: !policy.enabled,
      };
    }
    case "quayPrune": {
      const what = rule.method === "number_of_tags" ? t("vendorRules.pruneNumber", { value: visibleText(rule.value) }) : t("vendorRules.pruneAge", { value: visibleText(rule.value) });
      if (rule.tagPattern === null) return { title: what, lines: [t("vendorRules.allTags")], isOff: false };
      const pattern = visibleText(rule.tagPattern);
      return { title: what, lines: [rule.tagPatternMatches ? t("vendorRules.tagsLike", { pattern }) : t("vendorRules.tagsUnlike", { pattern })], isOff: false };
    }
    case "quayImmutable":
      return { title: t("vendorRules.ofTag", { tag: visibleText(rule.tag) }), lines: [t(rule.immutable ? "vendorRules.heldFast" : "vendorRules.unlocked")], isOff: !rule.immutable };
    case "gitlabCleanup": {
      const cadence = rule.cadence === null ? [] : [t("vendorRules.every", { cadence: visibleText(rule.cadence) })];
      return { title: t("vendorRules.cleanup"), lines: [...sayExpressions(rule.tags, says), ...cadence], isOff: !rule.enabled };
    }
    case "hubImmutable":
      return {
        title: t(!rule.enabled ? "vendorRules.tagsMayMove" : rule.expressions.length === 0 ? "vendorRules.noTagMoves" : "vendorRules.someDoNotMove"),
        lines: rule.enabled ? rule.expressions.map((each) => visibleText(each)) : [],
        isOff: !rule.enabled,
      };
    case "azureLock": {
      const title = rule.tag !== null ? t("vendorRules.ofTag", { tag: visibleText(rule.tag) }) : t(rule.digest !== null ? "vendorRules.ofImage" : "vendorRules.ofRepository");
      return { title, lines: [sayForbidden(rule.may, says)], isOff: rule.may.write && rule.may.delete && rule.may.list && rule.may.read };
    }
  }
}

function sayTrigger({ trigger, cron }: { trigger: string; cron: string | null }, says: Says): string {
  if (trigger === "event_based") return says.t("vendorRules.onEvent");
  return trigger === "scheduled" ? sayCron(cron ?? "", says) : says.t("vendorRules.byHand");
}
