// Gives screens and dialogs what opens places, and what helps after a failure: both lead to a tab.
import { useMemo } from "react";
import type { ReactNode } from "react";
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
  const giveHelp = useMemo<GiveHelp>(
    () => (help, connection) => {
      if (help === "openSettings") open(addresses.settings());
      else if (help === "openActivity") open(addresses.activity());
      else if (connection !== undefined) open(addresses.editConnection(connection));
    },
    [open],
  );
  return (
    <OpeningContext value={opening}>
      <HelpContext value={giveHelp}>{children}</HelpContext>
    </OpeningContext>
  );
}
