// Tells what Amazon has decided on an alias that was asked for: by a toast, and by the system's notifications for who
// looks elsewhere.
import type { ReactNode } from "react";
import { useEvents } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { statusNames } from "~/screens/amazon_public/alias_words";
import { useNotify } from "./use_notify";

export function AliasNews(): ReactNode {
  const { t } = useMessages();
  const notify = useNotify();
  const toasts = useToasts();
  const open = useOpen();
  useEvents((event) => {
    if (event.type !== "aliasChanged") return;
    const { connection, alias, status } = event;
    const title = t("publisherSide.aliasDecided", { alias: visibleText(alias), status: t(statusNames[status]) });
    toasts.show({
      title,
      action: { label: t("common.open"), run: () => open(addresses.publicRegistry(connection)) },
      // Who is away for hours finds it still.
      lasts: true,
    });
    notify(title, `public.ecr.aws/${visibleText(alias)}`);
  });
  return null;
}
