// What a rule still lacks before its registry could take it. No drawing.
import type { HarborSelector, VendorRule } from "~/bridge/generated/contract";
import type { PlainKey } from "~/messages/Messages";

const lacksPattern = (...lists: readonly (readonly HarborSelector[])[]): boolean => lists.some((list) => list.length === 0 || list.some(({ pattern }) => pattern.trim() === ""));

/** The rules that Harbor takes in a policy. */
export const mostRetentionRules = 15;

/** Six fields with something in each, as Harbor wants it. */
const isCron = (text: string): boolean => text.trim().split(/\s+/).length === 6;

/** The first thing that is missing or can't be. */
export function missingIn(rule: VendorRule): PlainKey | undefined {
  switch (rule.type) {
    case "harborRetention": {
      const { rules, schedule } = rule.policy;
      if (rules.some((each) => lacksPattern(each.tags, each.repositories))) return "vendorRules.needsPattern";
      if (rules.some((each) => each.template !== "always" && (each.amount === null || each.amount < 1))) return "vendorRules.needsAmount";
      return schedule !== null && !isCron(schedule) ? "vendorRules.needsCron" : undefined;
    }
    case "harborImmutable":
      return lacksPattern(rule.rule.tags, rule.rule.repositories) ? "vendorRules.needsPattern" : undefined;
    case "harborReplication": {
      const { policy } = rule;
      if (policy.name.trim() === "") return "vendorRules.needsName";
      if ((policy.source === null) === (policy.destination === null)) return "vendorRules.needsPlace";
      return policy.trigger === "scheduled" && !isCron(policy.cron ?? "") ? "vendorRules.needsCron" : undefined;
    }
    case "quayPrune":
      if (rule.method === "number_of_tags") return /^[1-9]\d*$/.test(rule.value) ? undefined : "vendorRules.needsAmount";
      return /^\d+[smhdw]$/.test(rule.value) ? undefined : "vendorRules.needsAge";
    case "gitlabCleanup":
      return rule.enabled && (rule.tags.nameRegexDelete ?? "") === "" ? "vendorRules.needsExpression" : undefined;
    case "hubImmutable":
      return rule.expressions.some((each) => each.trim() === "") ? "vendorRules.needsExpression" : undefined;
    case "azureLock":
    case "quayImmutable":
      return undefined;
  }
}
