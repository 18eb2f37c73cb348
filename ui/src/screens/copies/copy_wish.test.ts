// What the form of a copy takes for tags and platforms.
import { describe, expect, it } from "vitest";
import { firstBadPlatform, firstBadTag, wordsOf } from "./copy_wish";

describe("the form of a copy", () => {
  it("takes words apart at spaces and commas", () => {
    expect(wordsOf(" 1.0,latest  2.0 ")).toEqual(["1.0", "latest", "2.0"]);
    expect(wordsOf("")).toEqual([]);
  });

  it("names the first word that is no tag or platform", () => {
    expect(firstBadTag(["1.0", "-x", "y/z"])).toBe("-x");
    expect(firstBadTag(["latest"])).toBeUndefined();
    expect(firstBadPlatform(["linux/amd64", "linux/arm64/v8", "amd64"])).toBe("amd64");
  });
});
