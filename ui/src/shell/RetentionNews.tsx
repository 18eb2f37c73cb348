// Tells what came of rules that had their turn by themselves: by a toast, and by the system's notifications for who looks elsewhere.
import type { ReactNode } from "react";
import { useEvents } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { sayRetentionRun } from "~/parts/retention_words";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useNotify } from "./use_notify";

export function RetentionNews(): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const notify = useNotify();
  const toasts = useToasts();
  const open = useOpen();
  useEvents((event) => {
    if (event.type !== "retentionRan") return;
    const { connection, repository, run } = event;
    // That nothing was to go is in Activity, and no news, unless something kept it from going.
    if (run.outcome === "nothing" && run.heldBy === null && !run.late) return;
    const title = t("retention.ranNews", { name: visibleText(repository) });
    const detail = sayRetentionRun(run, messages);
    toasts.show({ title, detail, action: { label: t("retention.look"), run: () => open(addresses.lifecycle(connection, repository)) } });
    notify(title, detail);
  });
  return null;
}
