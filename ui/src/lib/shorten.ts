// Shortens long names for display. The whole is always what is copied.

/** `sha256:4f2c…9a01`: the algorithm, then the first and last characters of the hash. */
export function shortenDigest(digest: string, first = 8, last = 4): string {
  const colon = digest.indexOf(":");
  const algorithm = digest.slice(0, colon + 1);
  const hash = digest.slice(colon + 1);
  if (hash.length <= first + last + 1) return digest;
  return `${algorithm}${hash.slice(0, first)}…${hash.slice(-last)}`;
}

/** Keeps both ends of a text that is longer than `length` characters. */
export function shortenMiddle(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  const head = length - 1 - tail;
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - tail).join("")}`;
}
