// Offers what can be done with the selected images in the window's one list of commands.

import { Copy, RefreshCw, Search, Upload, Wrench } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { Command } from "~/commands/command";
import { useCommands } from "~/commands/contributed";
import type { PlainKey } from "~/messages/Messages";
import { imageShortcuts } from "./image_shortcuts";
import type { ImageActionId, ImageActions } from "./use_image_actions";

/** What the screen itself can do. */
export interface ScreenActions {
  refresh: () => void;
  focusFilter: () => void;
  showPushCommands: () => void;
  copyPullCommand: () => void;
  /** Only where the vendor offers something beyond images. */
  administer: (() => void) | undefined;
}

const names = {
  addTag: "repository.commandAddTag",
  renameTag: "repository.commandRenameTag",
  moveTag: "repository.commandMoveTag",
  removeTags: "repository.commandRemoveTags",
  deleteImages: "repository.commandDeleteImages",
  copyReference: "repository.commandCopyReferences",
  copyDigest: "repository.commandCopyDigests",
} as const satisfies Partial<Record<ImageActionId, PlainKey>>;

// Enter, copying and the keys of the grid are the grid's own while it has the focus; the others work anywhere.
const anywhere: readonly ImageActionId[] = ["addTag", "renameTag", "moveTag", "removeTags", "deleteImages"];

export function useImageCommands(actions: ImageActions, isByTag: boolean, screen: ScreenActions): void {
  const latest = useRef({ actions, screen });
  useEffect(() => {
    latest.current = { actions, screen };
  });
  const commands = useMemo<Command[]>(() => {
    const shortcuts = imageShortcuts(isByTag);
    const ofImages = (Object.keys(names) as (keyof typeof names)[]).map((id): Command => {
      const shortcut = anywhere.includes(id) ? shortcuts[id] : undefined;
      return {
        id: `images.${id}`,
        name: names[id],
        icon: latest.current.actions[id].icon,
        ...(shortcut === undefined ? {} : { shortcuts: [shortcut] }),
        isLoss: latest.current.actions[id].isLoss,
        when: () => latest.current.actions[id].disabledReason === undefined,
        run: () => latest.current.actions[id].run(),
      };
    });
    return [
      ...ofImages,
      {
        id: "images.copyPull",
        name: "repository.copyPull",
        icon: Copy,
        shortcuts: ["Mod+P"],
        when: () => latest.current.actions.open.disabledReason === undefined,
        run: () => latest.current.screen.copyPullCommand(),
      },
      {
        id: "images.filter",
        name: "repository.commandFilter",
        icon: Search,
        shortcuts: ["Mod+F", "/"],
        run: () => latest.current.screen.focusFilter(),
      },
      { id: "images.refresh", name: "repository.refresh", icon: RefreshCw, run: () => latest.current.screen.refresh() },
      {
        id: "images.administration",
        name: "administration.open",
        icon: Wrench,
        when: () => latest.current.screen.administer !== undefined,
        run: () => latest.current.screen.administer?.(),
      },
      { id: "images.push", name: "repository.pushCommands", icon: Upload, run: () => latest.current.screen.showPushCommands() },
    ];
  }, [isByTag]);
  useCommands(commands);
}
