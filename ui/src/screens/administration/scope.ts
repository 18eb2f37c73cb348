// Which part of a registry the screen is about: in its address, and what of it a tab takes.
import type { OfferScope, ScopeKind } from "~/bridge/generated/contract";

/** The scope that an address says; without one, the repository it was opened for, or the whole registry. */
export function readScope(text: string, repository: string): OfferScope {
  if (text.startsWith("in ")) return { type: "namespace", name: text.slice("in ".length) };
  if (text !== "all" && repository !== "") return { type: "repository", repository };
  return { type: "registry" };
}

/** How an address says a scope. */
export function writeScope(scope: OfferScope): string {
  if (scope.type === "namespace") return `in ${scope.name}`;
  return scope.type === "registry" ? "all" : "one";
}

/** What a tab shows that takes only these kinds: what is wanted, else what it is in, else the first that it takes. */
export function fitScope(wanted: OfferScope, scopes: readonly OfferScope[], kinds: readonly ScopeKind[]): OfferScope | undefined {
  if (kinds.includes(wanted.type)) return wanted;
  if (wanted.type === "repository" && kinds.includes("namespace") && wanted.repository.includes("/")) {
    return { type: "namespace", name: wanted.repository.split("/")[0] ?? "" };
  }
  return scopes.find((each) => kinds.includes(each.type));
}
