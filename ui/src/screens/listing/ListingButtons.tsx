// What can be done with a listing as a whole: keep it, copy its name, look into its registry.

import { Bookmark, BookmarkCheck, Layers, Link } from "lucide-react";
import type { ReactNode } from "react";
import type { ListingCard } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button, IconButton, ToggleButton } from "~/kit/Button";
import { copyText } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { useVisit } from "./use_visit";

export function ListingButtons({ card }: { card: ListingCard }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const visit = useVisit(card.reference);
  const bookmarks = useAsk("list_bookmarks", {}).data;
  const add = useAct("add_bookmark");
  const remove = useAct("remove_bookmark");
  const bookmark = bookmarks?.find((each) => each.address === card.reference);
  const title = visibleText(card.alias === "" ? card.name : `${card.alias}/${card.name}`);
  return (
    <>
      <ToggleButton
        icon={Bookmark}
        iconOn={BookmarkCheck}
        label={t("listing.bookmark")}
        isOn={bookmark !== undefined}
        onChange={(isOn) => {
          if (isOn) add.mutate({ title, address: card.reference });
          else if (bookmark) remove.mutate({ id: bookmark.id });
        }}
      />
      <IconButton
        icon={Link}
        label={t("listing.copyReference")}
        onPress={() => void copyText(card.reference).then(() => toasts.show({ title: t("listing.copied"), detail: visibleText(card.reference) }))}
      />
      <Button icon={Layers} onPress={visit.browse} isPending={visit.isPending}>
        {t("listing.browse")}
      </Button>
    </>
  );
}
