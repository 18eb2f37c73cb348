// What rules mean for an image and what is wrong with them, in words. No drawing.
import type { NotInEcr, RetentionImage, RetentionProblem } from "~/bridge/generated/contract";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";
import { sayLifecycleProblem } from "../amazon/policy_words";

/** Whether an image goes, loses something, or stays. */
export function fateOf({ verdict }: RetentionImage): "goes" | "loses" | "stays" {
  switch (verdict.type) {
    case "taken":
    case "followsIndex":
    case "followsSubject":
      return "goes";
    case "losesTags":
      return "loses";
    default:
      return "stays";
  }
}

export function sayVerdict({ verdict }: RetentionImage, { t, format }: Pick<Messages, "t" | "format">): string {
  switch (verdict.type) {
    case "taken":
      if (verdict.archive) return t("retention.takenArchive", { rule: verdict.rule });
      if (verdict.since === null) return t("retention.taken", { rule: verdict.rule });
      return t("retention.takenSince", { rule: verdict.rule, when: format.day(verdict.since) });
    case "followsIndex":
      return t("retention.followsIndex", { rule: verdict.rule, index: shortenDigest(verdict.index) });
    case "followsSubject":
      return t("retention.followsSubject", { rule: verdict.rule, subject: shortenDigest(verdict.subject) });
    case "losesTags":
      return t("retention.losesTags", { count: verdict.tags.length, tags: visibleText(format.list(verdict.tags.map(({ tag }) => tag))) });
    case "kept":
      return t("retention.kept", { rule: verdict.rule, place: verdict.place, keeps: verdict.keeps });
    case "tooYoung":
      return t("retention.tooYoung", { rule: verdict.rule, days: verdict.days, when: format.day(verdict.due) });
    case "shielded":
      return t("retention.shielded", { by: verdict.by, from: verdict.from });
    case "childOf":
      return t("retention.childOf", { index: shortenDigest(verdict.index) });
    case "staysWith":
      return t("retention.staysWith", { subject: shortenDigest(verdict.subject) });
    case "describes":
      return t("retention.describes", { referrer: shortenDigest(verdict.referrer) });
    case "inUse":
      return t("retention.usedBy", { text: visibleText(verdict.text) });
    case "restoring":
      return t("retention.restoring");
    case "timeUnknown":
      return t("retention.timeUnknown", { rule: verdict.rule });
    case "noVersion":
      return t("retention.noVersion", { rule: verdict.rule });
    case "unread":
      return t("retention.notRead", { rule: verdict.rule });
    case "unsure":
      return t("retention.notSure", { rule: verdict.rule });
    case "noRule":
      return t("retention.noRule");
  }
}

const problems = {
  orderUnwanted: "retentionProblems.orderUnwanted",
  tagsAreNotArchived: "retentionProblems.tagsAreNotArchived",
  versionsNeedTags: "retentionProblems.versionsNeedTags",
  noReference: "retentionProblems.noReference",
  noArchive: "retentionProblems.noArchive",
  nothingLeft: "retentionProblems.nothingLeft",
} as const satisfies Record<Exclude<RetentionProblem["type"], "common" | "badExpression">, PlainKey>;

export function sayProblem(problem: RetentionProblem, messages: Messages): string {
  const { t } = messages;
  switch (problem.type) {
    case "common":
      return sayLifecycleProblem(problem.problem, messages);
    case "badExpression":
      return t("retentionProblems.badExpression", { met: visibleText(problem.met) });
    default:
      return t(problems[problem.type]);
  }
}

const refusals = {
  expressions: "retention.notExpressions",
  exclusions: "retention.notExclusions",
  versions: "retention.notVersions",
  created: "retention.notCreated",
  orderedByBuild: "retention.notOrderedByBuild",
  tags: "retention.notTags",
  inUse: "retention.notInUse",
} as const satisfies Record<Exclude<NotInEcr["type"], "refused">, PlainKey>;

export function sayNotInEcr(why: NotInEcr, messages: Messages): string {
  return why.type === "refused" ? sayLifecycleProblem(why.problem, messages) : messages.t(refusals[why.type]);
}
