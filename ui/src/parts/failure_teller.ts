// Tells by a toast why something did not go well, where nothing is drawn of how it went. No drawing.
import { useCallback } from "react";
import { explainFailure } from "~/bridge/failures";
import { failedCall } from "~/bridge/host";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";

/** What tells why a call failed. */
export function useFailureTeller(): (error: unknown) => void {
  const messages = useMessages();
  const toasts = useToasts();
  return useCallback(
    (error) => {
      const { title, reason } = explainFailure(failedCall(error).failure, messages);
      toasts.show({ title, detail: reason, tone: "loss" });
    },
    [messages, toasts],
  );
}
