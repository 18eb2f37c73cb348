// Scopes in addresses, and which of them a tab takes.
import { describe, expect, it } from "vitest";
import type { OfferScope } from "~/bridge/generated/contract";
import { fitScope, readScope, writeScope } from "./scope";

const library: OfferScope = { type: "namespace", name: "library" };
const app: OfferScope = { type: "repository", repository: "library/app" };
const all: readonly OfferScope[] = [{ type: "registry" }, { type: "namespace", name: "tools" }, library, app];

describe("a scope in an address", () => {
  it("is read as it was written", () => {
    for (const scope of all) expect(readScope(writeScope(scope), "library/app")).toEqual(scope);
  });

  it("is the repository that the screen was opened for, or else the whole registry", () => {
    expect(readScope("", "library/app")).toEqual(app);
    expect(readScope("", "")).toEqual({ type: "registry" });
  });
});

describe("a tab that takes only some kinds", () => {
  it("shows what is wanted, or what that is in, or the first that it takes", () => {
    expect(fitScope(app, all, ["repository"])).toEqual(app);
    expect(fitScope(app, all, ["registry", "namespace"])).toEqual(library);
    expect(fitScope(app, all, ["registry"])).toEqual({ type: "registry" });
    expect(fitScope({ type: "registry" }, all, ["namespace"])).toEqual({ type: "namespace", name: "tools" });
  });

  it("shows nothing where nothing that it takes is known", () => {
    expect(fitScope({ type: "registry" }, [{ type: "registry" }], ["namespace"])).toBeUndefined();
  });
});
