// Tells something by the system's notifications, where there are any and Settings do not switch them off.
import { useAsk, useHost } from "~/bridge/queries";

export function useNotify(): (title: string, text: string) => void {
  const { notify } = useHost();
  const { data } = useAsk("read_settings", {});
  const isOff = data?.notifications === false;
  return (title, text) => {
    if (!isOff) notify?.(title, text);
  };
}
