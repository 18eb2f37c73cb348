// Writes a list of arguments as a shell would read it back. Pure.

const plain = /^[\w@%+=:,./-]+$/u;

/** The words in one line; those with anything special in them are quoted. */
export function joinShell(words: readonly string[]): string {
  return words.map((word) => (plain.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(" ");
}
