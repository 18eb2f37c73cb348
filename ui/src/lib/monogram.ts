// The letters and the colour that stand for something without a picture, the same every time.

const letter = /[\p{L}\p{N}]/u;

/** One or two letters: of `bitnami/node-exporter` "NE", of `nginx` "N". */
export function monogramOf(name: string): string {
  const last = name.slice(name.lastIndexOf("/") + 1);
  const firsts = (last.normalize("NFC").match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => Array.from(word)[0] ?? "");
  const [first = Array.from(name).find((each) => letter.test(each)) ?? "?", second = ""] = firsts;
  return `${first}${second}`.toUpperCase();
}

/** Degrees of the colour circle, a few of them, far enough apart to be told from each other. */
export function hueOf(name: string): number {
  let hash = 2_166_136_261;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return (hash % 12) * 30;
}
