// Says what came of rules that had their turn. No drawing.
import type { RetentionRun } from "~/bridge/generated/contract";
import type { Messages } from "~/messages/Messages";

/** "told: 3 images would go", "nothing was to go (late)". */
export function sayRetentionRun(run: RetentionRun, { t }: Pick<Messages, "t">): string {
  const what = say(run, t);
  return run.late ? `${what} (${t("retention.late")})` : what;
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
