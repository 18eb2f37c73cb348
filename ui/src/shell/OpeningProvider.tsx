// Gives screens and dialogs what opens places, and what helps after a failure: a place, or the local registry started.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { ReactNode } from "react";
import { explainFailure } from "~/bridge/failures";
import { failedCall } from "~/bridge/host";
import { useHost } from "~/bridge/queries";
import { copyText } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { HelpContext } from "~/parts/FailureNotice";
import type { GiveHelp } from "~/parts/FailureNotice";
import { addresses } from "~/places/addresses";
import { OpeningContext } from "~/places/open";
import { useTabs } from "./tabs";

/** Starts the local registry again, and asks again what its absence kept from being answered. */
function useStartLocal(): (anotherPort: boolean) => void {
  const host = useHost();
  const client = useQueryClient();
  const toasts = useToasts();
  const messages = useMessages();
  return useCallback(
    (anotherPort) => {
      host
        .call("start_local_registry", { anotherPort })
        .then(
          ({ address }) => {
            toasts.show({ title: messages.t("failures.localStarted", { address }) });
            return client.invalidateQueries({ refetchType: "active" });
          },
          (error: unknown) => {
            const { title, reason } = explainFailure(failedCall(error).failure, messages);
            toasts.show({ title, detail: reason, tone: "loss" });
          },
        )
        // What could not be asked again says so where it is shown.
        .catch(() => {});
    },
    [host, client, toasts, messages],
  );
}

export function OpeningProvider({ children }: { children: ReactNode }): ReactNode {
  const { open } = useTabs();
  const host = useHost();
  const toasts = useToasts();
  const { t } = useMessages();
  const opening = useMemo(
    () => ({
      open,
      openOutside: (url: string) => {
        host.call("open_link", { url }).catch(() => {
          void copyText(url).then(() => toasts.show({ title: t("listing.linkFailed"), detail: visibleText(url), tone: "loss" }));
        });
      },
    }),
    [open, host, toasts, t],
  );
  const startLocal = useStartLocal();
  const giveHelp = useMemo<GiveHelp>(
    () => (help, connection) => {
      if (help === "openSettings") open(addresses.settings());
      else if (help === "openActivity") open(addresses.activity());
      else if (help === "startLocal" || help === "startLocalElsewhere") startLocal(help === "startLocalElsewhere");
      else if (connection !== undefined) open(addresses.editConnection(connection));
    },
    [open, startLocal],
  );
  return (
    <OpeningContext value={opening}>
      <HelpContext value={giveHelp}>{children}</HelpContext>
    </OpeningContext>
  );
}
