// Which links may lead out of the window, and how they are shown before one follows them.

export interface OutsideAddress {
  url: string;
  /** Who is reached: a host, or the address of a mail. */
  host: string;
  /** What follows the host. */
  rest: string;
}

const longest = 8192;
/** Only what begins with its scheme: nothing is relative to the window. */
const absolute = /^(?:https?:\/\/|mailto:)/i;

/** The address, of a scheme that shows something and runs nothing; none otherwise. */
export function readOutside(text: string): OutsideAddress | undefined {
  if (text.length > longest || !absolute.test(text)) return undefined;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  if (url.protocol === "mailto:") return { url: url.href, host: url.pathname, rest: "" };
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  // `https://bank.example@evil.example/` reads as another host than it is.
  if (url.username !== "" || url.password !== "") return undefined;
  const rest = `${url.pathname}${url.search}${url.hash}`;
  return { url: url.href, host: url.host, rest: rest === "/" ? "" : rest };
}
