// What the address box offers for a text: places from the host, or commands after `>`.
import { Bookmark, Clock, Compass, Container, Layers, Server } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { AddressTarget, Suggestion, SuggestionSource } from "~/bridge/generated/contract";
import type { Command, WindowActions } from "~/commands/command";
import { spellShortcut } from "~/commands/shortcut";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";
import { addresses } from "~/places/addresses";

export interface Offer {
  id: string;
  label: string;
  /** Where it comes from, or its keys. */
  note: string;
  icon: LucideIcon | undefined;
  isReference: boolean;
  run: (how: "here" | "aside") => void;
}

/** The address of what a text was found to mean; undefined for mere words. */
export function addressOfTarget(target: AddressTarget, typed: string): string | undefined {
  switch (target.type) {
    case "connection":
      return addresses.registry(target.connection);
    case "repository":
      return addresses.repository(target.connection, target.repository);
    case "image":
      return addresses.image(target.connection, target.repository, target.selector);
    case "listing":
      return addresses.listing(target.reference, target.selector ?? undefined);
    case "publisher":
      return addresses.publisher(target.host, target.alias);
    case "newRegistry":
      return addresses.newConnection(typed);
    case "words":
      return undefined;
  }
}

const notes: Readonly<Record<SuggestionSource, readonly [PlainKey, LucideIcon]>> = {
  bookmark: ["shell.fromBookmark", Bookmark],
  history: ["shell.fromHistory", Clock],
  connection: ["shell.fromConnection", Server],
  repository: ["shell.fromRepository", Layers],
  tag: ["shell.fromTag", Container],
  gallery: ["shell.fromGallery", Compass],
};

export function offerPlaces(
  suggestions: readonly Suggestion[],
  open: WindowActions["open"],
  { t }: Pick<Messages, "t">,
): Offer[] {
  return suggestions.flatMap((suggestion, index): Offer[] => {
    const address = addressOfTarget(suggestion.target, suggestion.text);
    if (address === undefined) return [];
    const [note, icon] = notes[suggestion.source];
    const run = (how: "here" | "aside"): void => open(address, how);
    return [{ id: `place-${String(index)}`, label: visibleText(suggestion.text), note: t(note), icon, isReference: true, run }];
  });
}

/** Without case and accents, as people type. */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLocaleLowerCase();
}

/** Commands whose names contain every word, those that begin with the text first. */
export function offerCommands(
  commands: readonly Command[],
  text: string,
  window: WindowActions,
  { t }: Pick<Messages, "t">,
): Offer[] {
  const wanted = fold(text).trim();
  const words = wanted.split(/\s+/);
  return commands
    // Whoever reads the list is where these two lead.
    .filter(({ id, when }) => id !== "address" && id !== "commands" && (when?.(window) ?? true))
    .map((command) => ({ command, label: t(command.name) }))
    .filter(({ label }) => words.every((word) => fold(label).includes(word)))
    .sort((one, other) => {
      const begins = (label: string): number => (fold(label).startsWith(wanted) ? 0 : 1);
      return begins(one.label) - begins(other.label);
    })
    .map(({ command, label }) => {
      const shortcut = command.shortcuts?.[0];
      return {
        id: `command-${command.id}`,
        label,
        note: shortcut === undefined ? "" : spellShortcut(shortcut),
        icon: command.icon,
        isReference: false,
        run: () => command.run(window),
      };
    });
}
