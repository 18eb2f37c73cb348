// The connections screen.
import type { ReactNode } from "react";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useMessages } from "~/messages/Messages";

export function ConnectionsScreen(): ReactNode {
  const { t } = useMessages();
  return <ScreenFrame title={t("shell.connections")}>{null}</ScreenFrame>;
}
