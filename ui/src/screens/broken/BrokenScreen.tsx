// What stands where a screen should be that could not be drawn: a fault of ours, told as such, with the ways on.
import type { ReactNode } from "react";
import { ErrorNotice } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";

export interface BrokenScreenProps {
  error: unknown;
  /** Draws the screen anew. */
  reset: () => void;
}

export function BrokenScreen({ error, reset }: BrokenScreenProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  return (
    <ScreenFrame title={t("failures.screen")} isPage>
      <ErrorNotice
        title={t("failures.screenTitle")}
        reason={t("failures.screenReason")}
        detail={error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error)}
        actions={[
          { label: t("common.tryAgain"), run: reset },
          { label: t("failures.goToStart"), run: () => open(addresses.welcome()) },
        ]}
      />
    </ScreenFrame>
  );
}
