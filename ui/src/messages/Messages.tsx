// Speaks to the person in their language: the messages and formats that the drawn parts use. No sentences here.

import { Fragment, createContext, use, useMemo } from "react";
import type { ReactNode } from "react";
import { makeFormat } from "~/lib/format";
import type { Format } from "~/lib/format";
import { en } from "./en";
import { fr } from "./fr";
import { chooseSentence, cutSentence } from "./message";
import type { Area, Message, Needs } from "./message";

export type Language = "en" | "fr";

type Catalogue = typeof en;

type KeysOf<A extends keyof Catalogue> = `${A}.${Extract<keyof Catalogue[A], string>}`;

/** Every message, as `area.key`. */
export type MessageKey = { [A in keyof Catalogue]: KeysOf<A> }[keyof Catalogue];

type MessageAt<K extends MessageKey> = K extends `${infer A}.${infer Name}`
  ? A extends keyof Catalogue
    ? Name extends keyof Catalogue[A]
      ? Extract<Catalogue[A][Name], Message>
      : never
    : never
  : never;

type NeedsOf<K extends MessageKey> = Needs<MessageAt<K>>;

/** The messages that stand alone: what lists of commands, columns and choices may name. */
export type PlainKey = { [K in MessageKey]: [NeedsOf<K>] extends [never] ? K : never }[MessageKey];

type Values<K extends MessageKey, V> = [NeedsOf<K>] extends [never] ? [] : [values: Readonly<Record<NeedsOf<K>, V>>];

export interface Messages {
  readonly language: Language;
  readonly format: Format;
  /** The sentence with its gaps filled; numbers are written as the language writes them. */
  t<K extends MessageKey>(key: K, ...values: Values<K, string | number>): string;
  /** The same, where a gap may hold something drawn. */
  rich<K extends MessageKey>(key: K, ...values: Values<K, ReactNode>): ReactNode;
}

const catalogues: Record<Language, Readonly<Record<string, Area>>> = { en, fr };

function find(language: Language, key: MessageKey): Message {
  const dot = key.indexOf(".");
  return catalogues[language][key.slice(0, dot)]?.[key.slice(dot + 1)] ?? key;
}

/** The messages and formats of one language. */
export function makeMessages(language: Language): Messages {
  const format = makeFormat(language);
  return {
    language,
    format,
    t(key, ...rest) {
      const values: Readonly<Record<string, string | number>> = rest[0] ?? {};
      return cutSentence(chooseSentence(find(language, key), values, language))
        .map((piece, index) => {
          if (index % 2 === 0) return piece;
          const value = values[piece];
          return typeof value === "number" ? format.number(value) : (value ?? "");
        })
        .join("");
    },
    rich(key, ...rest) {
      const values: Readonly<Record<string, ReactNode>> = rest[0] ?? {};
      return cutSentence(chooseSentence(find(language, key), values, language)).map((piece, index) => {
        if (index % 2 === 0) return piece;
        const value = values[piece];
        return <Fragment key={piece}>{typeof value === "number" ? format.number(value) : value}</Fragment>;
      });
    },
  };
}

/** The language to use when none was chosen: the system's, where we speak it. */
export function systemLanguage(wanted: readonly string[] = navigator.languages): Language {
  for (const tag of wanted) {
    const primary = tag.split("-")[0];
    if (primary === "fr" || primary === "en") return primary;
  }
  return "en";
}

const MessagesContext = createContext<Messages>(makeMessages("en"));

export function MessagesProvider({ language, children }: { language: Language; children: ReactNode }): ReactNode {
  const messages = useMemo(() => makeMessages(language), [language]);
  return <MessagesContext value={messages}>{children}</MessagesContext>;
}

/** The messages and formats of the person's language. */
export function useMessages(): Messages {
  return use(MessagesContext);
}
