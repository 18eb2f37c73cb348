// What a test of a connection found, in the reader's language.
import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Capabilities, Finding, TestStep } from "~/bridge/generated/contract";
import { MessagesProvider } from "~/messages/Messages";
import type { Language } from "~/messages/Messages";
import { ConnectionReport } from "./ConnectionReport";

const unknown = { state: "unknown", provenAt: null, failure: null } as const;
const capabilities: Capabilities = { catalog: unknown, deleteTag: unknown, deleteDigest: unknown, referrers: unknown, mount: unknown, push: unknown };

function step(what: TestStep["what"], finding: Finding): TestStep {
  return { what, outcome: "passed", finding, milliseconds: 0, failure: null };
}

const draw = (language: Language): void => {
  const steps = [
    step("protocol", { type: "said", text: "registry/2.0" }),
    step("signIn", { type: "open" }),
    step("catalog", { type: "repositories", count: 100, more: true }),
    step("tags", { type: "tags", repository: "team/app", count: 1, more: false }),
    step("referrers", { type: "noReferrersApi" }),
  ];
  render(
    <MessagesProvider language={language}>
      <ConnectionReport report={{ host: "registry.example", kind: "generic", repository: null, works: true, steps, capabilities }} />
    </MessagesProvider>,
  );
};

it.each([
  ["en", ["No sign-in is asked for", "More than 100 repositories", "team/app: 1 tag", "There is no referrers API: fallback tags are read"]],
  ["fr", ["Aucune identification n’est demandée", "Plus de 100 dépôts", "team/app : 1 étiquette", "Pas d’API des référents : les étiquettes de repli sont lues"]],
] as const)("what a step found is told in %s, the registry's own words as they are", (language, sentences) => {
  draw(language);
  for (const sentence of [...sentences, "registry/2.0"]) expect(screen.getByText(sentence)).toBeDefined();
});
