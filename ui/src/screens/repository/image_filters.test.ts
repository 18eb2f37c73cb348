import { describe, expect, it } from "vitest";
import { firstSort, isFiltering, readFilter, readGrouping, readSort, writeSort } from "./image_filters";

const nothing = { text: "", platform: "", kind: "", age: "", severity: "", storage: "" };

describe("filters in the address", () => {
  it("become the question to ask", () => {
    expect(readFilter({ text: " 1.2 ", platform: "linux/arm64", kind: "index", age: "older-90", severity: "high", storage: "archive" })).toEqual({
      text: "1.2",
      platform: "linux/arm64",
      kind: "index",
      date: "created",
      newerThanDays: null,
      olderThanDays: 90,
      severity: "high",
      storage: "archive",
    });
    expect(readFilter({ ...nothing, age: "newer-7" }).newerThanDays).toBe(7);
    expect(readFilter({ ...nothing, age: "older-90-pulled" })).toMatchObject({ date: "pulled", olderThanDays: 90 });
  });

  it("that say nonsense say nothing", () => {
    expect(isFiltering(readFilter({ ...nothing, kind: "spaceship", age: "newer-x" }))).toBe(false);
    expect(readSort("colour-up")).toEqual(firstSort);
    expect(readGrouping("planet")).toBe("digest");
  });

  it("keep an order through the address", () => {
    for (const column of ["tag", "size", "created"] as const) {
      for (const descending of [true, false]) expect(readSort(writeSort({ column, descending }))).toEqual({ column, descending });
    }
    expect(writeSort(firstSort)).toBe("");
  });
});
