// The keys of what can be done with selected images.

import type { Shortcut } from "~/commands/shortcut";
import type { ImageActionId } from "./use_image_actions";

/** Delete removes what a row stands for: a tag where rows are tags, an image where they are images. */
export function imageShortcuts(isByTag: boolean): Readonly<Partial<Record<ImageActionId, Shortcut>>> {
  return {
    open: "Enter",
    openAside: "Mod+Enter",
    copyReference: "Mod+C",
    addTag: "Insert",
    renameTag: "F2",
    moveTag: "Mod+M",
    removeTags: isByTag ? "Delete" : "Shift+Delete",
    deleteImages: isByTag ? "Shift+Delete" : "Delete",
  };
}
