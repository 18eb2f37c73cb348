// How aliases are spoken of. No drawing.
import type { AliasDoubt, AliasProblem, AliasStatus } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";

export const statusNames = {
  active: "publisherSide.active",
  pending: "publisherSide.pending",
  rejected: "publisherSide.rejected",
  unknown: "publisherSide.unknown",
} as const satisfies Record<AliasStatus, PlainKey>;

export function sayAliasProblem(problem: AliasProblem, { t, format }: Pick<Messages, "t" | "format">): string {
  switch (problem.type) {
    case "tooShort":
      return t("publisherSide.tooShort", { least: format.number(problem.least) });
    case "tooLong":
      return t("publisherSide.tooLong", { most: format.number(problem.most) });
    case "character":
      return t("publisherSide.character", { found: visibleText(problem.found) });
    case "grammar":
      return t("publisherSide.grammar");
  }
}

export function sayAliasDoubt({ kind, word }: AliasDoubt, { t }: Pick<Messages, "t">): string {
  switch (kind) {
    case "amazon":
      return t("publisherSide.doubtAmazon", { word });
    case "product":
      return t("publisherSide.doubtProduct", { word });
    case "generic":
      return t("publisherSide.doubtGeneric", { word });
  }
}
