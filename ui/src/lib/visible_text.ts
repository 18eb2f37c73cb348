// Makes text that comes from a registry safe to look at: what is invisible is shown as its code point.

// Controls, bidirectional overrides and isolates, zero-width characters, tags and noncharacters: nothing a
// person could see, and all of them able to make one name look like another.
const invisible =
  // oxlint-disable-next-line no-control-regex -- finding controls is the purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The text with every invisible character written as ⟨U+202E⟩; line breaks are kept when `lines` is set. */
export function visibleText(text: string, lines = false): string {
  return text.replace(invisible, (character) => {
    if (lines && (character === "\n" || character === "\t")) return character;
    const point = character.codePointAt(0) ?? 0;
    return `⟨U+${point.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
