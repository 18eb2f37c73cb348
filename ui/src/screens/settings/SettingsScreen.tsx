// The settings screen.
import type { ReactNode } from "react";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useMessages } from "~/messages/Messages";

export function SettingsScreen(): ReactNode {
  const { t } = useMessages();
  return <ScreenFrame title={t("shell.settings")}>{null}</ScreenFrame>;
}
