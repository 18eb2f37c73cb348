// The menu of the selected images. What its entries do is in use_image_actions.ts.

import { Copy } from "lucide-react";
import type { EngineCommand } from "~/bridge/generated/contract";
import { spellShortcut } from "~/commands/shortcut";
import type { MenuEntries, MenuEntry } from "~/kit/Menu";
import type { Messages } from "~/messages/Messages";
import { engineNames } from "~/parts/CommandBlock";
import { imageShortcuts } from "./image_shortcuts";
import type { ImageAction, ImageActionId, ImageActions } from "./use_image_actions";
import type { PullCommands } from "./use_pull_commands";

/** The entry of an action, with its keys. */
function entryOf(action: ImageAction, shortcuts: Readonly<Partial<Record<ImageActionId, string>>>): MenuEntry {
  const shortcut = shortcuts[action.id];
  return {
    id: action.id,
    label: action.label,
    icon: action.icon,
    isLoss: action.isLoss,
    disabledReason: action.disabledReason,
    shortcut: shortcut === undefined ? undefined : spellShortcut(shortcut),
    run: action.run,
  };
}

/** Every action on what is selected; of a single image also its pull commands, by tag and by digest. */
export function imageMenu(
  t: Messages["t"],
  actions: ImageActions,
  pull: PullCommands,
  isByTag: boolean,
  copy: (command: EngineCommand) => void,
  storage: readonly MenuEntry[] = [],
): MenuEntries {
  const shortcuts = imageShortcuts(isByTag);
  const entry = (id: ImageActionId): MenuEntry => entryOf(actions[id], shortcuts);
  const engines = (commands: readonly EngineCommand[], prefix: string): MenuEntry[] =>
    commands.map((command) => ({
      id: `${prefix}-${command.engine}`,
      label: engineNames[command.engine],
      run: () => copy(command),
    }));
  const pullEntry = (id: string, label: string, commands: readonly EngineCommand[]): MenuEntry[] =>
    commands.length === 0 ? [] : [{ id, label, icon: Copy, entries: engines(commands, id) }];
  return [
    entry("open"),
    entry("openAside"),
    "separator",
    ...pullEntry("pull-tag", t("repository.copyPullByTag"), pull.byTag),
    ...pullEntry("pull-digest", t("repository.copyPullByDigest"), pull.byDigest),
    entry("copyReference"),
    entry("copyDigest"),
    "separator",
    entry("addTag"),
    entry("renameTag"),
    entry("moveTag"),
    "separator",
    ...(storage.length === 0 ? [] : ([...storage, "separator"] as const)),
    entry("removeTags"),
    entry("deleteImages"),
  ];
}
