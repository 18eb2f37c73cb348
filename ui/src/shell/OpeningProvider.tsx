// Gives screens and dialogs what opens places, and what helps after a failure: both lead to a tab.
import { useMemo } from "react";
import type { ReactNode } from "react";
import { HelpContext } from "~/parts/FailureNotice";
import type { GiveHelp } from "~/parts/FailureNotice";
import { addresses } from "~/places/addresses";
import { OpeningContext } from "~/places/open";
import { useTabs } from "./tabs";

export function OpeningProvider({ children }: { children: ReactNode }): ReactNode {
  const { open } = useTabs();
  const opening = useMemo(() => ({ open }), [open]);
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
