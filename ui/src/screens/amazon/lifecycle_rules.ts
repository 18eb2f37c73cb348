// The rules of a lifecycle policy between the builder and the document. Pure; what is wrong with them is said by the host.
import type { LifecycleRule } from "~/bridge/generated/contract";

/** What a rule counts, in the words of the document. */
export const countTypes = ["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"] as const;
export type CountType = (typeof countTypes)[number];

/** What a rule is about, as the builder offers it. */
export const tagChoices = ["patterns", "prefixes", "untagged", "any"] as const;
export type TagChoice = (typeof tagChoices)[number];

export function tagChoiceOf(rule: LifecycleRule): TagChoice {
  if (rule.tagStatus === "untagged") return "untagged";
  if (rule.tagStatus === "any") return "any";
  return rule.tagPrefixes === null ? "patterns" : "prefixes";
}

/** The patterns or prefixes, as one types them. */
export function tagTextOf(rule: LifecycleRule): string {
  return (rule.tagPatterns ?? rule.tagPrefixes ?? []).join(", ");
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

export function withTags(rule: LifecycleRule, choice: TagChoice, text: string): LifecycleRule {
  const list = listOf(text);
  return {
    ...rule,
    tagStatus: choice === "untagged" || choice === "any" ? choice : "tagged",
    tagPatterns: choice === "patterns" ? list : null,
    tagPrefixes: choice === "prefixes" ? list : null,
  };
}

export function countTypeOf(rule: LifecycleRule): CountType {
  return countTypes.find((each) => each === rule.countType) ?? "imageCountMoreThan";
}

/** A rule that counts otherwise: the members that must or must not be there come and go with it. */
export function withCount(rule: LifecycleRule, countType: CountType, countNumber: number | null): LifecycleRule {
  const isArchived = countType === "sinceImageTransitioned";
  return {
    ...rule,
    countType,
    countNumber,
    countUnit: countType === "imageCountMoreThan" ? null : "days",
    storageClass: isArchived ? "archive" : null,
    ...(isArchived ? { action: "expire", target: null } : {}),
  };
}

export function withAction(rule: LifecycleRule, action: "expire" | "archive"): LifecycleRule {
  return { ...rule, action: action === "expire" ? "expire" : "transition", target: action === "expire" ? null : "archive" };
}

/** A new rule, weaker than all that are there. */
export function newRule(rules: readonly LifecycleRule[]): LifecycleRule {
  const priorities = rules.map((rule) => rule.priority ?? 0);
  return {
    priority: Math.max(0, ...priorities) + 1,
    description: null,
    tagStatus: "untagged",
    tagPatterns: null,
    tagPrefixes: null,
    storageClass: null,
    countType: "sinceImagePushed",
    countUnit: "days",
    countNumber: 14,
    action: "expire",
    target: null,
  };
}

/** A document's members in the order that people know, without those that are absent. */
function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

/** The document of some rules. */
export function documentOf(rules: readonly LifecycleRule[]): string {
  const written = rules.map((rule) =>
    present({
      rulePriority: rule.priority,
      description: rule.description,
      selection: present({
        tagStatus: rule.tagStatus,
        tagPatternList: rule.tagPatterns,
        tagPrefixList: rule.tagPrefixes,
        storageClass: rule.storageClass,
        countType: rule.countType,
        countUnit: rule.countUnit,
        countNumber: rule.countNumber,
      }),
      action: present({ type: rule.action, targetStorageClass: rule.target }),
    }),
  );
  return JSON.stringify({ rules: written }, null, 2);
}
