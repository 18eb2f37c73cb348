// What a message is: a sentence with named gaps, or one sentence per plural form. No sentences here.

/** A sentence whose form depends on the number named by `plural`; `{name}` is a gap. */
export interface PluralMessage {
  readonly plural: string;
  readonly zero?: string;
  readonly one: string;
  readonly many?: string;
  readonly other: string;
}

export type Message = string | PluralMessage;

/** The messages of one screen or part, by key. */
export type Area = Readonly<Record<string, Message>>;

/** What a translation of an area must have: every key, and a plural where the original has one. */
export type Translated<A extends Area> = {
  readonly [K in keyof A]: A[K] extends PluralMessage ? PluralMessage & { readonly plural: A[K]["plural"] } : string;
};

/** The names of the gaps in a sentence. */
export type Gaps<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Gaps<Rest> : never;

/** The names of the values a message needs. */
export type Needs<M extends Message> = M extends string
  ? Gaps<M>
  : M extends PluralMessage
    ? M["plural"] | Gaps<M["one"]> | Gaps<M["other"]>
    : never;

const gap = /\{(\w+)\}/g;

const pluralRules = new Map<string, Intl.PluralRules>();

function pluralForm(language: string, count: number): Intl.LDMLPluralRule {
  let rules = pluralRules.get(language);
  if (!rules) {
    rules = new Intl.PluralRules(language);
    pluralRules.set(language, rules);
  }
  return rules.select(count);
}

/** The sentence to use: the message itself, or the form that the number asks for. */
export function chooseSentence(message: Message, values: Readonly<Record<string, unknown>>, language: string): string {
  if (typeof message === "string") return message;
  const count = Number(values[message.plural]);
  if (count === 0 && message.zero !== undefined) return message.zero;
  const form = pluralForm(language, count);
  if (form === "one") return message.one;
  if (form === "many" && message.many !== undefined) return message.many;
  return message.other;
}

/** The sentence cut at its gaps: text, gap name, text, gap name, … text. */
export function cutSentence(sentence: string): string[] {
  return sentence.split(gap);
}
