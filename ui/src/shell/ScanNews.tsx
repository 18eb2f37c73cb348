// Tells how a scan ended that was begun here: by a toast, and by the system's notifications for who looks elsewhere.
import type { ReactNode } from "react";
import { useEvents } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { findingsInWords } from "~/parts/ScanMark";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { statusNames } from "~/screens/amazon/ImageScan";
import { useNotify } from "./use_notify";

export function ScanNews(): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const notify = useNotify();
  const toasts = useToasts();
  const open = useOpen();
  useEvents((event) => {
    if (event.type !== "scanEnded") return;
    const { connection, repository, digest, status, counts } = event;
    const isOver = status === "complete" || status === "active";
    const outcome = isOver ? findingsInWords({ state: "complete", description: null, completed: null, counts }, messages) : t(statusNames[status]);
    const title = t("scans.ended", { name: visibleText(repository), outcome });
    toasts.show({
      title,
      detail: shortenDigest(digest),
      action: { label: t("scans.look"), run: () => open(`${addresses.image(connection, repository, digest)}?view=scan`) },
    });
    notify(title, shortenDigest(digest));
  });
  return null;
}
