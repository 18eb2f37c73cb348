// Changes short names, and tells what was done with the button that takes it back.
import { useCallback } from "react";
import type { Failure, ShortNameChange } from "~/bridge/generated/contract";
import { explainFailure } from "~/bridge/failures";
import { failedCall } from "~/bridge/host";
import { useHost } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { useUndoShortName } from "~/screens/changes/use_undo_activity";
import { fileName } from "./short_name_words";

export interface ShortNameDeeds {
  /** Carries a change out; answers why it could not be. */
  change: (change: ShortNameChange) => Promise<Failure | undefined>;
  /** The same where no form waits for the answer: a failure is told. */
  changeAndTell: (change: ShortNameChange) => void;
}

export function useShortNameDeeds(): ShortNameDeeds {
  const host = useHost();
  const toasts = useToasts();
  const messages = useMessages();
  const { t } = messages;
  const undo = useUndoShortName();

  const sayDone = useCallback(
    (change: ShortNameChange): string => {
      const name = visibleText(change.name);
      switch (change.type) {
        case "set":
          return t("shortNames.added", { name, target: visibleText(change.target) });
        case "remove":
          return t("shortNames.removed", { name, file: visibleText(fileName(change.file)) });
        case "switchOff":
          return t("shortNames.switchedOff", { name });
      }
    },
    [t],
  );

  const change = async (wanted: ShortNameChange): Promise<Failure | undefined> => {
    try {
      const { activity } = await host.call("change_short_name", wanted);
      toasts.show({ title: sayDone(wanted), action: { label: t("common.undo"), run: () => undo(activity, wanted.name) } });
      return undefined;
    } catch (error) {
      return failedCall(error).failure;
    }
  };

  const changeAndTell = (wanted: ShortNameChange): void => {
    void change(wanted).then((failure) => {
      if (!failure) return;
      const { title, reason } = explainFailure(failure, messages);
      const name = visibleText(wanted.name);
      toasts.show({ title: t("shortNames.failed", { name }), detail: reason === undefined ? title : `${title}. ${reason}`, tone: "loss" });
    });
  };

  return { change, changeAndTell };
}
