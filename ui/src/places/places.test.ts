// Every address, as it is written and as it is read back.
import { expect, it } from "vitest";
import { addresses, placeOf, referenceOf } from "./addresses";

const digest = `sha256:${"a1".repeat(32)}`;

it("writes each screen's address", () => {
  expect([
    addresses.welcome(),
    addresses.connections(),
    addresses.newConnection(),
    addresses.newConnection("ghcr.io/team/app:1.0"),
    addresses.editConnection("c1"),
    addresses.registry("c1"),
    addresses.repository("c1", "team/app"),
    addresses.image("c1", "team/app", "1.0"),
    addresses.image("c1", "team/app", digest),
    addresses.activity(),
    addresses.activity("a 1"),
    addresses.replication(),
    addresses.shortNames(),
    addresses.settings(),
  ]).toMatchInlineSnapshot(`
    [
      "/",
      "/connections",
      "/connections/new",
      "/connections/new?address=ghcr.io%2Fteam%2Fapp%3A1.0",
      "/connections/c1",
      "/registry/c1",
      "/repository/c1/team%2Fapp",
      "/image/c1/team%2Fapp/1.0",
      "/image/c1/team%2Fapp/sha256%3Aa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
      "/activity",
      "/activity?activity=a+1",
      "/replication",
      "/short-names",
      "/settings",
    ]
  `);
});

it("reads each address back", () => {
  expect(placeOf(addresses.image("c1", "team/app", digest))).toEqual({
    type: "image",
    connection: "c1",
    repository: "team/app",
    selector: digest,
  });
  expect(placeOf(addresses.newConnection("a b"))).toEqual({ type: "newConnection", address: "a b" });
  expect(placeOf(`${addresses.repository("c1", "x")}?sort=tag`)).toEqual({
    type: "repository",
    connection: "c1",
    repository: "x",
  });
  expect(placeOf("/nowhere/%E0%A4%A")).toEqual({ type: "welcome" });
});

it("writes references as the engines do", () => {
  expect(referenceOf("localhost:5000", "team/app", "1.0")).toBe("localhost:5000/team/app:1.0");
  expect(referenceOf("ghcr.io", "team/app", digest)).toBe(`ghcr.io/team/app@${digest}`);
  expect(referenceOf("ghcr.io")).toBe("ghcr.io");
});
