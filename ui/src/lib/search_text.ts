// Edits the fields in the text of the gallery's box: `arch:arm64,amd64`, `updated:<90d`. What they mean is Rust's.

/** The fields that choose among values. */
export type ChoiceField = "publisher" | "arch" | "os" | "kind" | "source" | "category" | "verified";
/** The fields that set a bound. */
export type BoundField = "updated" | "pulls";
export type SearchField = ChoiceField | BoundField;

const fieldNames: Readonly<Record<string, SearchField>> = {
  publisher: "publisher",
  alias: "publisher",
  arch: "arch",
  architecture: "arch",
  os: "os",
  kind: "kind",
  source: "source",
  category: "category",
  verified: "verified",
  updated: "updated",
  pulls: "pulls",
};

/** What people write for several values, or in other words. */
const spokenValues: Readonly<Partial<Record<SearchField, Readonly<Record<string, readonly string[]>>>>> = {
  verified: { yes: ["verified", "official"], true: ["verified", "official"], y: ["verified", "official"], false: ["no"], n: ["no"] },
  kind: { charts: ["chart"], helm: ["chart"], "helm-chart": ["chart"], images: ["image"] },
};

interface Token {
  text: string;
  field: SearchField | undefined;
  values: readonly string[];
}

function readToken(text: string): Token {
  const colon = text.indexOf(":");
  const field = colon === -1 ? undefined : fieldNames[text.slice(0, colon).toLowerCase()];
  if (!field) return { text, field: undefined, values: [] };
  const spoken = spokenValues[field] ?? {};
  const values = text.slice(colon + 1).split(",").filter((value) => value !== "");
  return { text, field, values: values.flatMap((value) => spoken[value.toLowerCase()] ?? [value]) };
}

const readTokens = (text: string): Token[] => text.split(/\s+/u).filter((token) => token !== "").map((token) => readToken(token));

/** A space would end the field. A category is written with `_` for it, as Rust reads it; no other value has any. */
const writeValue = (value: string): string => value.replaceAll(/\s+/gu, "_");

const isSame = (one: string, other: string): boolean => writeValue(one).toLowerCase() === writeValue(other).toLowerCase();

/** A field with its values. Rust reads one standing a field, and `yes` for both that are good. */
function writeField(field: ChoiceField, chosen: readonly string[]): string | undefined {
  if (chosen.length === 0) return undefined;
  if (field !== "verified") return `${field}:${chosen.map(writeValue).join(",")}`;
  const isGood = chosen.includes("official") && chosen.includes("verified");
  const words = isGood ? ["yes", ...chosen.filter((each) => each !== "official" && each !== "verified")] : chosen;
  return words.map((each) => `verified:${each}`).join(" ");
}

function join(kept: readonly string[], added: string | undefined): string {
  return [...kept, ...(added === undefined ? [] : [added])].join(" ");
}

/** The text with one value of a field chosen or not; all values of a field are gathered in one place. */
export function chooseValue(text: string, field: ChoiceField, value: string, isChosen: boolean): string {
  const all = readTokens(text);
  const chosen = all.filter((token) => token.field === field).flatMap((token) => token.values);
  const rest = chosen.filter((each, index) => !isSame(each, value) && chosen.findIndex((one) => isSame(one, each)) === index);
  const next = isChosen ? [...rest, value] : rest;
  const written = writeField(field, next);
  const place = all.findIndex((token) => token.field === field);
  if (place === -1) return join(all.map((token) => token.text), written);
  return all
    .flatMap((token, index) => {
      if (token.field !== field) return [token.text];
      return index === place && written !== undefined ? [written] : [];
    })
    .join(" ");
}

/** The text with a bound set, such as `<90d`, or without it. */
export function setBound(text: string, field: BoundField, bound: string | undefined): string {
  const kept = readTokens(text).filter((token) => token.field !== field);
  return join(kept.map((token) => token.text), bound === undefined ? undefined : `${field}:${bound}`);
}

/** The bound that is set, as it is written. */
export function boundIn(text: string, field: BoundField): string | undefined {
  const token = readTokens(text).findLast((each) => each.field === field);
  return token?.text.slice(token.text.indexOf(":") + 1);
}

/** The words alone, without any field. */
export function wordsOf(text: string): string {
  return readTokens(text)
    .filter((token) => token.field === undefined)
    .map((token) => token.text)
    .join(" ");
}
