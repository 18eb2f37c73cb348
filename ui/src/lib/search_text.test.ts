// Choosing a facet edits the box, and a box that was edited by hand is understood.
import { expect, it } from "vitest";
import { boundIn, chooseValue, setBound, wordsOf } from "./search_text";

it.each([
  ["", "arch", "arm64", true, "arch:arm64"],
  ["web server", "arch", "arm64", true, "web server arch:arm64"],
  ["web  server ", "arch", "arm64", true, "web server arch:arm64"],
  ["web arch:arm64 server", "arch", "amd64", true, "web arch:arm64,amd64 server"],
  ["web arch:arm64 server arch:s390x", "arch", "amd64", true, "web arch:arm64,s390x,amd64 server"],
  ["web arch:arm64", "arch", "arm64", true, "web arch:arm64"],
  ["architecture:ARM64,amd64 web", "arch", "arm64", false, "arch:amd64 web"],
  ["web arch:arm64", "arch", "arm64", false, "web"],
  ["web os:", "os", "windows", true, "web os:windows"],
  ["verified:yes", "verified", "official", false, "verified:verified"],
  ["verified:verified", "verified", "official", true, "verified:yes"],
  ["verified:yes", "verified", "no", true, "verified:yes verified:no"],
  ["verified:official web verified:no", "verified", "official", false, "verified:no web"],
  ["kind:charts", "kind", "chart", false, ""],
  ["alias:bitnami", "publisher", "bitnami", false, ""],
  ["source:acme-prod,quay web", "source", "acme-prod", false, "source:quay web"],
  ["", "category", "base images", true, "category:base_images"],
  ["category:base_images", "category", "base images", false, ""],
  ["http://x:80 arch:arm64", "arch", "arm64", false, "http://x:80"],
] as const)("%j with %s %s %s is %j", (text, field, value, isChosen, wanted) => {
  expect(chooseValue(text, field, value, isChosen)).toBe(wanted);
});

it("sets, reads and drops bounds", () => {
  expect(setBound("web updated:<30d", "updated", "<90d")).toBe("web updated:<90d");
  expect(setBound("web pulls:>1m nginx", "pulls", undefined)).toBe("web nginx");
  expect(boundIn("web PULLS:>1m", "pulls")).toBe(">1m");
  expect(boundIn("web", "pulls")).toBeUndefined();
});

it("tells words from fields", () => {
  expect(wordsOf('web os:linux  "a b" localhost:5000/app')).toBe('web "a b" localhost:5000/app');
  expect(wordsOf("arch:arm64 kind:")).toBe("");
});

it("undoes what it did", () => {
  for (const text of ["", "web server", "a publisher:b c"]) {
    expect(chooseValue(chooseValue(text, "arch", "arm64", true), "arch", "arm64", false)).toBe(text);
  }
});
