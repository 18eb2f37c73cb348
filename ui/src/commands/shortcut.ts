// Keys that run commands: how they are written, recognised and shown. Which runs what is in the list.

/** Keys joined by +, the last one as `KeyboardEvent.key` names it; `Mod` is Ctrl, or Command on a Mac. */
export type Shortcut = string;

export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

interface Keys {
  mod: boolean;
  alt: boolean;
  shift: boolean;
  key: string;
}

function read(shortcut: Shortcut): Keys {
  const parts = shortcut.split("+");
  const key = parts.pop() ?? "";
  return { mod: parts.includes("Mod"), alt: parts.includes("Alt"), shift: parts.includes("Shift"), key };
}

/** Whether a key press is this shortcut. */
export function matchesShortcut(event: KeyboardEvent, shortcut: Shortcut, mac = isMac()): boolean {
  const { mod, alt, shift, key } = read(shortcut);
  const modPressed = mac ? event.metaKey : event.ctrlKey;
  const otherPressed = mac ? event.ctrlKey : event.metaKey;
  if (modPressed !== mod || otherPressed || event.altKey !== alt) return false;
  // A sign such as ? needs Shift on some keyboards and not on others: the sign itself decides.
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!isSign && event.shiftKey !== shift) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

const signs: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

/** How a shortcut is shown: Ctrl+T, or ⌘T on a Mac. */
export function spellShortcut(shortcut: Shortcut, mac = isMac()): string {
  const { mod, alt, shift, key } = read(shortcut);
  const name = signs[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  if (mac) return `${alt ? "⌥" : ""}${shift ? "⇧" : ""}${mod ? "⌘" : ""}${name}`;
  return [mod && "Ctrl", alt && "Alt", shift && "Shift", name].filter(Boolean).join("+");
}

/** Whether what is typed goes into a field, so that single keys and undo belong to it. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLTextAreaElement || target.isContentEditable) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}
