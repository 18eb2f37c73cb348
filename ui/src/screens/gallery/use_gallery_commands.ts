// Offers what can be done in the gallery in the window's one list of commands.
import { Clipboard, Search, Star } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { ListingCard } from "~/bridge/generated/contract";
import type { Command } from "~/commands/command";
import { useCommands } from "~/commands/contributed";
import type { HitActions } from "./use_hit_actions";

export function useGalleryCommands(chosen: ListingCard | undefined, actions: HitActions, focusBox: () => void): void {
  const latest = useRef({ chosen, actions, focusBox });
  useEffect(() => {
    latest.current = { chosen, actions, focusBox };
  });
  const commands = useMemo<Command[]>(() => {
    const withChosen = (run: (actions: HitActions, card: ListingCard) => void): void => {
      if (latest.current.chosen) run(latest.current.actions, latest.current.chosen);
    };
    const when = (): boolean => latest.current.chosen !== undefined;
    return [
      { id: "gallery.box", name: "gallery.focusBox", icon: Search, shortcuts: ["/", "Mod+E"], run: () => latest.current.focusBox() },
      {
        id: "gallery.bookmark",
        name: "gallery.bookmarkChosen",
        icon: Star,
        shortcuts: ["Mod+D"],
        when,
        run: () => withChosen((does, card) => does.toggleBookmark(card)),
        worksWhileTyping: true,
      },
      {
        id: "gallery.copy",
        name: "gallery.copyChosen",
        icon: Clipboard,
        shortcuts: ["Mod+Shift+C"],
        when,
        run: () => withChosen((does, card) => does.copyReference(card)),
        worksWhileTyping: true,
      },
    ];
  }, []);
  useCommands(commands);
}
