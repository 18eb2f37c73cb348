// Portolan's own rules between the builder and the document. Pure; what is wrong with them is said by the host.
import type { RetentionInUse, RetentionRule } from "~/bridge/generated/contract";

/** What a rule counts, in the words of the document. */
export const countTypes = [
  "imageCountMoreThan",
  "versionCountMoreThan",
  "sinceImageCreated",
  "sinceImagePushed",
  "sinceImagePulled",
  "sinceImageTransitioned",
] as const;
export type CountType = (typeof countTypes)[number];

/** What a rule selects, in the words of the document. */
export const statuses = ["tagged", "untagged", "any"] as const;
export type Status = (typeof statuses)[number];

/** The lists of a rule. */
export type ListName = "patterns" | "prefixes" | "expressions" | "exceptPatterns" | "exceptExpressions";

/** Rules with what holds for all of them. */
export interface Rules {
  rules: readonly RetentionRule[];
  perTag: boolean;
  inUse: RetentionInUse;
}

export const nothingInUse: RetentionInUse = { references: [], files: [], kubernetes: [], ecs: [] };

export const noRules: Rules = { rules: [], perTag: false, inUse: nothingInUse };

export function statusOf(rule: RetentionRule): Status {
  return statuses.find((each) => each === rule.tagStatus) ?? "tagged";
}

export function countTypeOf(rule: RetentionRule): CountType {
  return countTypes.find((each) => each === rule.countType) ?? "imageCountMoreThan";
}

export function countsDays(countType: CountType): boolean {
  return countType !== "imageCountMoreThan" && countType !== "versionCountMoreThan";
}

/** The entries of a text, divided by commas or lines. */
export function entriesOf(text: string, divider: "," | "\n"): string[] {
  return text
    .split(divider)
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** A rule with another list; an empty one is none. */
export function withList(rule: RetentionRule, name: ListName, list: readonly string[]): RetentionRule {
  return { ...rule, [name]: list.length === 0 ? null : [...list] };
}

/** A rule that selects otherwise: the lists that it may not have go. */
export function withStatus(rule: RetentionRule, status: Status): RetentionRule {
  const wanted = status === "tagged" ? {} : { patterns: null, prefixes: null, expressions: null };
  const unwanted = status === "untagged" ? { exceptPatterns: null, exceptExpressions: null } : {};
  return { ...rule, tagStatus: status, ...wanted, ...unwanted };
}

/** A rule that counts otherwise: the members that must or must not be there come and go with it. */
export function withCount(rule: RetentionRule, countType: CountType, countNumber: number | null): RetentionRule {
  const isArchived = countType === "sinceImageTransitioned";
  return {
    ...rule,
    countType,
    countNumber,
    countUnit: countsDays(countType) ? "days" : null,
    orderBy: countType === "imageCountMoreThan" ? rule.orderBy : null,
    storageClass: isArchived ? "archive" : null,
  };
}

/** A new rule, weaker than all that are there: on any registry builds have a date, and seldom pushes. */
export function newRule(rules: readonly RetentionRule[]): RetentionRule {
  const priorities = rules.map((rule) => rule.priority ?? 0);
  return {
    priority: Math.max(0, ...priorities) + 1,
    description: null,
    tagStatus: "tagged",
    patterns: ["*"],
    prefixes: null,
    expressions: null,
    exceptPatterns: null,
    exceptExpressions: null,
    storageClass: null,
    countType: "imageCountMoreThan",
    countUnit: null,
    countNumber: 10,
    orderBy: "created",
    action: "expire",
    target: null,
  };
}

/** Members in the order that people know, without those that are absent. */
function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}

const some = (list: readonly string[]): readonly string[] | null => (list.length === 0 ? null : list);

/** The document of some rules. */
export function documentOf({ rules, perTag, inUse }: Rules): string {
  const written = rules.map((rule) =>
    present({
      rulePriority: rule.priority,
      description: rule.description,
      selection: present({
        tagStatus: rule.tagStatus,
        tagPatternList: rule.patterns,
        tagPrefixList: rule.prefixes,
        tagRegexList: rule.expressions,
        excludeTagPatternList: rule.exceptPatterns,
        excludeTagRegexList: rule.exceptExpressions,
        storageClass: rule.storageClass,
        countType: rule.countType,
        countUnit: rule.countUnit,
        countNumber: rule.countNumber,
        orderBy: rule.orderBy,
      }),
      action: present({ type: rule.action, targetStorageClass: rule.target }),
    }),
  );
  const uses = present({ references: some(inUse.references), files: some(inUse.files), kubernetes: some(inUse.kubernetes), ecs: some(inUse.ecs) });
  return JSON.stringify(present({ per: perTag ? "tag" : null, rules: written, inUse: Object.keys(uses).length === 0 ? null : uses }), null, 2);
}

/** The profile and region of `profile@region`, either of which may be empty. */
export function accountOf(text: string): { profile: string; region: string } {
  const at = text.lastIndexOf("@");
  return at < 0 ? { profile: text, region: "" } : { profile: text.slice(0, at), region: text.slice(at + 1) };
}

export function accountText({ profile, region }: { profile: string; region: string }): string {
  return region === "" && !profile.includes("@") ? profile : `${profile}@${region}`;
}

/** Minutes after midnight of a text such as `03:30`. */
export function minuteOf(text: string): number | undefined {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
}

/** `03:30`. */
export function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
