// Says what came of rules that had their turn. No drawing.
import type { RetentionRun } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages } from "~/messages/Messages";

/** "told: 3 images would go", "nothing was to go (late)". */
export function sayRetentionRun(run: RetentionRun, { t }: Pick<Messages, "t">): string {
  const besides = [
    run.archived !== null && run.outcome === "begun" && t("retention.ranArchived", { count: run.archived }),
    run.heldBy !== null && t("retention.ranHeld", { tag: visibleText(run.heldBy) }),
    run.late && t("retention.late"),
  ].filter((part) => part !== false);
  return besides.length === 0 ? say(run, t) : `${say(run, t)} (${besides.join(", ")})`;
}

function say({ outcome, images }: RetentionRun, t: Messages["t"]): string {
  switch (outcome) {
    case "nothing":
      return t("retention.ranNothing");
    case "told":
      return t("retention.ranTold", { images });
    case "begun":
      return t("retention.ranBegun", { images });
    case "wouldTakeAll":
      return t("retention.ranWouldTakeAll");
    case "failed":
      return t("retention.ranFailed");
  }
}
