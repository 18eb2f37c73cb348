// The program's icon among those of the desktop, while Settings want it: what its menu says, in the window's language.
import { useEffect } from "react";
import { useAsk, useHost } from "~/bridge/queries";
import { useMessages } from "~/messages/Messages";

export function TrayIcon(): null {
  const { t } = useMessages();
  const { showTray } = useHost();
  const { data } = useAsk("read_settings", {});
  const isWanted = data?.keepInTray;
  const isPaused = data?.schedulesPaused ?? false;
  const words = { open: t("tray.open"), runDue: t("tray.runDue"), pause: t("tray.pause"), quit: t("tray.quit") };
  const said = JSON.stringify(words);
  useEffect(() => {
    if (isWanted === undefined) return;
    void showTray?.(isWanted ? { ...(JSON.parse(said) as typeof words), isPaused } : null);
  }, [showTray, isWanted, isPaused, said]);
  return null;
}
