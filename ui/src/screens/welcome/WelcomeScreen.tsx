// The welcome screen.
import type { ReactNode } from "react";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useMessages } from "~/messages/Messages";

export function WelcomeScreen(): ReactNode {
  const { t } = useMessages();
  return <ScreenFrame title={t("shell.welcome")}>{null}</ScreenFrame>;
}
