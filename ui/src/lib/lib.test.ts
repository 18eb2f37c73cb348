// The pure functions: formats, shortening, safe text, ranges.
import { describe, expect, it } from "vitest";
import { makeFormat } from "./format";
import { allIndexes, eachIndex, hasIndex, indexRange, noIndexes, toggleIndex, uniteIndexes } from "./index_ranges";
import { shortenDigest, shortenMiddle } from "./shorten";
import { visibleText } from "./visible_text";

const plain = (text: string): string => text.replace(/\s/gu, " ");

describe("formats", () => {
  const en = makeFormat("en");
  const fr = makeFormat("fr");

  it("write bytes in powers of a thousand, and step up where rounding would show four digits", () => {
    expect(["0 bytes", "1 byte", "999 bytes"]).toEqual([0, 1, 999].map((bytes) => plain(en.bytes(bytes))));
    expect(plain(en.bytes(12_400_000))).toBe("12.4 MB");
    expect(plain(en.bytes(999_960))).toBe("1 MB");
    expect(plain(fr.bytes(12_400_000))).toBe("12,4 Mo");
  });

  it("write times relative to now", () => {
    const now = Date.parse("2026-03-10T12:00:00Z");
    expect(en.relative("2026-03-07T12:00:00Z", now)).toBe("3 days ago");
    expect(en.relative("2026-03-09T11:00:00Z", now)).toBe("yesterday");
    expect(en.relative(now - 400, now)).toBe("now");
    expect(en.relative(now + 3_599_000, now)).toBe("in 1 hour");
    expect(en.relative(now + 61_000, now)).toBe("in 2 minutes");
    expect(fr.relative("2026-03-07T12:00:00Z", now)).toBe("il y a 3 jours");
    expect(en.relative("not a time", now)).toBe("");
  });

  it("write how long something lasts", () => {
    expect([42, 90, 3_840, 200_000].map((seconds) => plain(en.duration(seconds)))).toEqual([
      "42 sec",
      "2 min",
      "1 hr 4 min",
      "2 days",
    ]);
  });
});

describe("names", () => {
  it("keep their algorithm and both ends when a digest is shortened", () => {
    expect(shortenDigest(`sha256:4f2c8f11${"0".repeat(52)}9a01`)).toBe("sha256:4f2c8f11…9a01");
    expect(shortenDigest("sha256:abc")).toBe("sha256:abc");
    expect(shortenMiddle("abcdefghij", 5)).toBe("abc…ij".replace("abc", "ab"));
  });

  it("from strangers show what cannot be seen", () => {
    expect(visibleText("safe\u202Egpj.exe")).toBe("safe⟨U+202E⟩gpj.exe");
    expect(visibleText("a\u0000b\u200Bc")).toBe("a⟨U+0000⟩b⟨U+200B⟩c");
    expect(visibleText("<b>naïve 日本語</b>")).toBe("<b>naïve 日本語</b>");
    expect(visibleText("one\ntwo", true)).toBe("one\ntwo");
  });
});

describe("ranges of row numbers", () => {
  it("hold all of 100,000 as one pair", () => {
    const all = allIndexes(100_000);
    expect(all.ranges).toEqual([[0, 99_999]]);
    expect(hasIndex(all, 99_999)).toBe(true);
    expect(hasIndex(all, 100_000)).toBe(false);
  });

  it("split when one is taken out and join when it comes back", () => {
    const split = toggleIndex(indexRange(5, 1), 3);
    expect(split.ranges).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect(toggleIndex(split, 3).ranges).toEqual([[1, 5]]);
    expect([...eachIndex(uniteIndexes(split, indexRange(7, 8)))]).toEqual([1, 2, 4, 5, 7, 8]);
    expect(uniteIndexes(noIndexes, noIndexes).size).toBe(0);
  });
});
