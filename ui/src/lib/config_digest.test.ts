import { describe, expect, it } from "vitest";
import { configDigest } from "./config_digest";

describe("the config of a manifest", () => {
  it("is found where there is one, and nowhere else", () => {
    expect(configDigest('{"config":{"digest":"sha256:ab"}}')).toBe("sha256:ab");
    expect(configDigest('{"manifests":[]}')).toBeNull();
    expect(configDigest('{"config":[]}')).toBeNull();
    expect(configDigest("null")).toBeNull();
    expect(configDigest("<html>")).toBeNull();
  });
});
