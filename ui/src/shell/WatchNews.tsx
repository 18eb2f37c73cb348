// Tells of watched tags that moved and of new tags: by a toast, and by the system's notifications for who looks elsewhere.
import type { ReactNode } from "react";
import { useEvents } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useNotify } from "./use_notify";

export function WatchNews(): ReactNode {
  const { t, format } = useMessages();
  const notify = useNotify();
  const toasts = useToasts();
  const open = useOpen();
  const tell = (title: string, detail: string, address: string): void => {
    toasts.show({ title, detail, action: { label: t("history.look"), run: () => open(address) } });
    notify(title, detail);
  };
  useEvents((event) => {
    if (event.type === "tagMoved") {
      const { connection, repository, tag, before, now } = event;
      const title = t("history.moved", { name: visibleText(`${repository}:${tag}`) });
      const detail = t("history.movedDetail", { before: shortenDigest(before), now: shortenDigest(now) });
      tell(title, detail, `${addresses.image(connection, repository, tag)}?view=moves`);
    } else if (event.type === "tagsAppeared") {
      const { connection, repository, tags, count } = event;
      const title = t("history.appeared", { count, name: visibleText(repository) });
      const named = tags.slice(0, 5).map((name) => visibleText(name));
      tell(title, format.list(count > named.length ? [...named, "…"] : named), addresses.repository(connection, repository));
    }
  });
  return null;
}
