// What can be done with a repository that was found: open, copy, bookmark, narrow down to its publisher.
import { Bookmark, BookmarkX, Building2, Clipboard, ExternalLink, Filter, SquareArrowOutUpRight, Terminal } from "lucide-react";
import { useCallback } from "react";
import type { ListingCard } from "~/bridge/generated/contract";
import { useAct, useAsk, useHost } from "~/bridge/queries";
import { spellShortcut } from "~/commands/shortcut";
import type { MenuEntries } from "~/kit/Menu";
import { copyText } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { useFailureTeller } from "~/parts/failure_teller";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { nameOf } from "./Hit";

export interface HitActions {
  toggleBookmark: (card: ListingCard) => void;
  copyReference: (card: ListingCard) => void;
  copyPull: (card: ListingCard) => void;
  /** The menu of a hit. */
  entries: (card: ListingCard, open: (how: "here" | "aside") => void) => MenuEntries;
}

/** What is pulled where nobody chose. */
const usualTag = "latest";

export function useHitActions(onlyPublisher: (alias: string) => void): HitActions {
  const { t } = useMessages();
  const host = useHost();
  const toasts = useToasts();
  const openPlace = useOpen();
  const bookmarks = useAsk("list_bookmarks", {}).data;
  const tellFailure = useFailureTeller();
  const { mutate: add } = useAct("add_bookmark", tellFailure);
  const { mutate: remove } = useAct("remove_bookmark", tellFailure);

  const toggleBookmark = useCallback(
    (card: ListingCard): void => {
      const kept = bookmarks?.find((each) => each.address === card.reference);
      if (kept) remove({ id: kept.id });
      else add({ title: nameOf(card), address: card.reference });
    },
    [bookmarks, add, remove],
  );

  const copy = (text: string, said: string): void => void copyText(text).then(() => toasts.show({ title: said, detail: visibleText(text) }));
  const copyReference = (card: ListingCard): void => copy(card.reference, t("gallery.referenceCopied"));
  const copyPull = (card: ListingCard): void => {
    void host.call("list_uses", { reference: card.reference, selector: usualTag, platform: null }).then(
      ({ pull }) => {
        const [first] = pull;
        if (first) copy(first.text, t("gallery.pullCopied"));
      },
      tellFailure,
    );
  };

  return {
    toggleBookmark,
    copyReference,
    copyPull,
    entries: (card, open) => [
      { id: "open", label: t("gallery.open"), icon: ExternalLink, shortcut: "Enter", run: () => open("here") },
      { id: "aside", label: t("common.openInNewTab"), icon: SquareArrowOutUpRight, shortcut: spellShortcut("Mod+Enter"), run: () => open("aside") },
      "separator",
      { id: "reference", label: t("common.copyReference"), icon: Clipboard, shortcut: spellShortcut("Mod+Shift+C"), run: () => copyReference(card) },
      { id: "pull", label: t("gallery.copyPull"), icon: Terminal, run: () => copyPull(card) },
      "separator",
      {
        id: "bookmark",
        label: t(card.bookmarked ? "shell.removeBookmark" : "shell.addBookmark"),
        icon: card.bookmarked ? BookmarkX : Bookmark,
        shortcut: spellShortcut("Mod+D"),
        run: () => toggleBookmark(card),
      },
      ...(card.alias === ""
        ? []
        : ([
            { id: "only", label: t("gallery.onlyPublisher", { publisher: visibleText(card.alias) }), icon: Filter, run: () => onlyPublisher(card.alias) },
            { id: "publisher", label: t("gallery.openPublisher"), icon: Building2, run: () => openPlace(addresses.publisher(card.host, card.alias)) },
          ] as const)),
    ],
  };
}
