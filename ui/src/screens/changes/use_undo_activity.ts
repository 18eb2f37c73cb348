// Takes an activity back: a change of a registry by its plan, a change of a short name at once.
import type { Activity } from "~/bridge/generated/contract";
import { explainFailure } from "~/bridge/failures";
import { failedCall } from "~/bridge/host";
import { useHost } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { useChanges } from "./changes";

/** Whether an activity can be taken back now. What takes another back is not taken back itself. */
export function canUndo({ undo, state, deed }: Activity): boolean {
  const isChange = deed.type === "change" || (deed.type === "shortName" && deed.undoes === null);
  return isChange && undo !== null && undo.certainty !== "impossible" && state !== "undone" && state !== "running";
}

/** Takes a change of a short name back, and tells what came of it. */
export function useUndoShortName(): (activity: string, name: string) => void {
  const host = useHost();
  const toasts = useToasts();
  const messages = useMessages();
  const { t } = messages;
  return (activity, name) => {
    const said = { name: visibleText(name) };
    host.call("undo_short_name", activity).then(
      () => toasts.show({ title: t("shortNames.undone", said) }),
      (error: unknown) => {
        const { title, reason } = explainFailure(failedCall(error).failure, messages);
        toasts.show({ title: t("shortNames.failed", said), detail: reason === undefined ? title : `${title}. ${reason}`, tone: "loss" });
      },
    );
  };
}

/** How a screen takes an activity back. */
export function useUndoActivity(): (activity: Activity) => void {
  const changes = useChanges();
  const undoShortName = useUndoShortName();
  return ({ id, deed }) => {
    if (deed.type === "shortName") undoShortName(id, deed.name);
    else changes.undo(id, deed.type === "change" ? deed.change : undefined);
  };
}
