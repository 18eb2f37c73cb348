// The tags of an image, each with its menu: open, rename, move, remove.

import { Link, Move, PencilLine, SquareArrowOutUpRight, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { Connection, Image } from "~/bridge/generated/contract";
import { MenuButton } from "~/kit/Menu";
import type { MenuEntries } from "~/kit/Menu";
import { copyText } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { TagChips } from "~/parts/TagChips";
import { addresses, referenceIn } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useChanges } from "../changes/changes";
import { useImageDeeds } from "./use_image_deeds";

export interface ImageTagsProps {
  connection: Connection | undefined;
  repository: string;
  image: Image;
}

export function ImageTags({ connection, repository, image }: ImageTagsProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const open = useOpen();
  const changes = useChanges();
  const { frozen } = useImageDeeds(connection, repository, image);
  const id = connection?.id ?? "";
  const entriesOf = (tag: string): MenuEntries => {
    const about = { connection: id, repository, tags: [tag], digest: null };
    return [
      { id: "open", label: t("common.open"), icon: SquareArrowOutUpRight, run: () => open(addresses.image(id, repository, tag)) },
      {
        id: "copy",
        label: t("common.copyReference"),
        icon: Link,
        run: () =>
          void copyText(referenceIn(connection ?? { host: "", hosts: [] }, repository, tag)).then(() => toasts.show({ title: t("repository.copiedReference") })),
      },
      "separator",
      { id: "rename", label: t("repository.renameTag"), icon: PencilLine, disabledReason: frozen, run: () => changes.ask({ type: "renameTag", ...about }) },
      { id: "move", label: t("repository.moveTag"), icon: Move, disabledReason: frozen, run: () => changes.ask({ type: "moveTag", ...about }) },
      "separator",
      {
        id: "remove",
        label: t("repository.removeTag", { count: 1 }),
        icon: Trash2,
        isLoss: true,
        disabledReason: frozen,
        run: () => changes.propose(id, { type: "removeTags", repository, tags: [tag] }),
      },
    ];
  };
  const drawTag = (tag: string): ReactNode => <MenuButton label={visibleText(tag)} words tone="plain" entries={entriesOf(tag)} />;
  return <TagChips tags={image.tags} draw={drawTag} />;
}
