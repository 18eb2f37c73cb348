// The catalogues hold what the window says, and nothing else.
import { expect, it } from "vitest";
import { helpForHint } from "~/bridge/failures";
import { en } from "~/messages/en";

/** The text of every file of the window. */
const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });

it("no sentence of the catalogue is one that nobody says", () => {
  const code = Object.entries(sources)
    .filter(([path]) => !/\.test\.|\/messages\/(en|fr)\//.test(path))
    .map(([, text]) => text)
    .join("\n");
  const spoken = new Set([...code.matchAll(/["`](\w+\.\w+)["`]/g)].map(([, key]) => key));
  // Hints are spoken by their names, each with its reason.
  const isOfHint = (key: string): boolean => key.startsWith("failures.") && key.slice(9).replace(/Reason$/, "") in helpForHint;
  // So are the variants of what is closed in the contract, which carry their own values.
  const isOfVariant = (key: string): boolean => {
    const [area = "", name = ""] = key.split(".");
    return ["jsonExpected", "permissionProblems", "permissionDangers", "lifecycleProblems"].includes(area) && code.includes(`"${name}"`);
  };
  const keys = Object.entries(en).flatMap(([area, messages]) => Object.keys(messages).map((key) => `${area}.${key}`));
  expect(keys.filter((key) => !spoken.has(key) && !isOfHint(key) && !isOfVariant(key))).toEqual([]);
});
