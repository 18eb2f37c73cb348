// Tells that Amazon asks to go slower, so that waiting has its reason.
import type { ReactNode } from "react";
import { useConnections, useEvents } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";

export function PatienceNews(): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const connections = useConnections();
  useEvents((event) => {
    if (event.type !== "throttled") return;
    const { connection, operation, attempt, of } = event;
    const name = connections.find(({ id }) => id === connection)?.name ?? "Amazon";
    const what = operation === null ? "" : visibleText(operation);
    toasts.show({
      title: t("patience.title", { name: visibleText(name) }),
      detail: of === null ? t("patience.again", { what }) : t("patience.againOf", { what, attempt, of }),
    });
  });
  return null;
}
