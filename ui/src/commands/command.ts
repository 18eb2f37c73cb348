// What a command is, and what it can do to the window. The commands themselves are in list.ts and in the screens.
import type { LucideIcon } from "lucide-react";
import type { Language, Theme } from "~/bridge/generated/contract";
import type { MenuEntry } from "~/kit/Menu";
import type { PlainKey } from "~/messages/Messages";
import type { Place } from "~/places/addresses";
import { spellShortcut } from "./shortcut";
import type { Shortcut } from "./shortcut";

/** What commands can do to the window around the screens, and what they can know of it. */
export interface WindowActions {
  readonly place: Place;
  /** The reference of what is open, as the address box shows it. */
  readonly reference: string;
  readonly tabCount: number;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  readonly isBookmarked: boolean;
  open: (address: string, how?: "here" | "aside") => void;
  goBack: () => void;
  goForward: () => void;
  reload: () => void;
  newTab: () => void;
  closeTab: () => void;
  reopenTab: () => void;
  selectTabBeside: (step: 1 | -1) => void;
  moveTab: (step: 1 | -1) => void;
  /** Goes to the address box, with a text to begin with. */
  focusAddress: (text?: string) => void;
  /** Goes round the parts of the window: address box, sidebar, list, inspector. */
  focusPane: (step: 1 | -1) => void;
  toggleSidebar: () => void;
  toggleInspector: () => void;
  toggleBookmark: () => void;
  undoLast: () => void;
  showShortcuts: () => void;
  copyReference: () => void;
  copyDiagnostics: () => void;
  clearHistory: () => void;
  choose: (choice: { theme?: Theme; language?: Language }) => void;
}

export interface Command {
  id: string;
  name: PlainKey;
  icon?: LucideIcon;
  /** Keys that run it; the first is shown. */
  shortcuts?: readonly Shortcut[];
  /** Whether it makes sense now; always without. */
  when?: (window: WindowActions) => boolean;
  run: (window: WindowActions) => void;
  isLoss?: boolean;
  /** Its keys work while a person types in a field. */
  worksWhileTyping?: boolean;
}

/** A command as an entry of a menu. */
export function menuEntry(command: Command, window: WindowActions, say: (key: PlainKey) => string): MenuEntry {
  const shortcut = command.shortcuts?.[0];
  return {
    id: command.id,
    label: say(command.name),
    icon: command.icon,
    shortcut: shortcut === undefined ? undefined : spellShortcut(shortcut),
    isLoss: command.isLoss,
    run: () => command.run(window),
  };
}
