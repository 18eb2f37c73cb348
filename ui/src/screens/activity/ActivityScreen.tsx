// The activity screen.
import type { ReactNode } from "react";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useMessages } from "~/messages/Messages";

export function ActivityScreen(): ReactNode {
  const { t } = useMessages();
  return <ScreenFrame title={t("shell.activity")}>{null}</ScreenFrame>;
}
