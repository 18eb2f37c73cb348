// The catalogues: whole in each language, with the same gaps, and grammatical numbers.
import { describe, expect, it } from "vitest";
import { en } from "./en";
import { fr } from "./fr";
import { cutSentence } from "./message";
import type { Area, Message } from "./message";
import { makeMessages, systemLanguage } from "./Messages";

const sentences = (message: Message): string[] =>
  typeof message === "string"
    ? [message]
    : [message.zero, message.one, message.many, message.other].filter((form) => form !== undefined);

const gaps = (message: Message): string[] =>
  [...new Set(sentences(message).flatMap((sentence) => cutSentence(sentence).filter((_, index) => index % 2 === 1)))].sort();

const flat = (catalogue: Readonly<Record<string, Area>>): [string, Message][] =>
  Object.entries(catalogue).flatMap(([area, messages]) =>
    Object.entries(messages).map(([key, message]): [string, Message] => [`${area}.${key}`, message]),
  );

describe("the French catalogue", () => {
  it("has the keys of the English one, each with the same gaps", () => {
    const french = new Map(flat(fr));
    const english = flat(en);
    expect([...french.keys()].sort()).toEqual(english.map(([key]) => key).sort());
    const different = english.filter(([key, message]) => {
      const translated = french.get(key);
      return translated === undefined || gaps(translated).join() !== gaps(message).join();
    });
    expect(different).toEqual([]);
  });

  it("leaves no sentence empty", () => {
    expect(flat(fr).filter(([, message]) => sentences(message).some((sentence) => sentence.trim() === ""))).toEqual([]);
  });
});

describe("messages", () => {
  it("choose the form that the number asks for, in each language", () => {
    const said = (language: "en" | "fr", count: number): string => makeMessages(language).t("common.days", { count });
    expect([0, 1, 2].map((count) => said("en", count))).toEqual(["0 days", "1 day", "2 days"]);
    expect([0, 1, 2].map((count) => said("fr", count))).toEqual(["0 jour", "1 jour", "2 jours"]);
  });

  it("write numbers as the language does", () => {
    expect(makeMessages("en").t("common.days", { count: 100_000 })).toBe("100,000 days");
  });

  it("follow the system's language where we speak it", () => {
    expect(systemLanguage(["de-DE", "fr-CA", "en"])).toBe("fr");
    expect(systemLanguage(["de"])).toBe("en");
  });
});
