// Which registries scan, and for which how one signs in is written down.
import { describe, expect, it } from "vitest";
import { en } from "~/messages/en";
import { fr } from "~/messages/fr";
import { hasScans, kindOfTyped, scansOnRequest, signInHelp } from "./vendor_words";

describe("what is known of kinds of registries", () => {
  it("lets Harbor scan when it is asked to, zot only by itself, and others not at all", () => {
    expect(hasScans("harbor") && scansOnRequest("harbor")).toBe(true);
    expect(hasScans("zot")).toBe(true);
    expect(scansOnRequest("zot")).toBe(false);
    expect(hasScans("generic")).toBe(false);
    expect(hasScans(undefined)).toBe(false);
  });

  it("says in both languages, a step a line, how one signs in to registries that people run themselves", () => {
    for (const kind of ["harbor", "zot", "azure", "gitea", "artifactory", "nexus", "pulp"] as const) {
      expect(signInHelp[kind]).toBe(`ownServers.${kind}Help`);
      for (const words of [en.ownServers, fr.ownServers]) expect(words[`${kind}Help`].split("\n").length).toBeGreaterThanOrEqual(3);
    }
  });

  it("takes nobody for Azure who only looks like it", () => {
    expect(kindOfTyped("mine.azurecr.io")).toBe("azure");
    for (const host of ["azurecr.io", "mine.azurecr.io.evil.example", "mine-azurecr.io"]) expect(kindOfTyped(host)).toBeUndefined();
  });
});
