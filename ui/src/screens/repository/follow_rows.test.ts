import { describe, expect, it } from "vitest";
import { positionAt } from "~/kit/grid_position";
import type { GridPosition } from "~/kit/grid_position";
import { allIndexes, eachIndex, indexRange, uniteIndexes } from "~/lib/index_ranges";
import { followRows } from "./follow_rows";
import type { RowName } from "./follow_rows";

const keys = (...names: string[]): Map<number, RowName> => new Map(names.map((key, index) => [index, { key }]));
const selected = (position: GridPosition): number[] => [...eachIndex(position.selection)];

describe("a selection while the list changes", () => {
  it("stays on the same image when one is inserted above it", () => {
    const after = followRows(positionAt(1), keys("a", "b", "c"), 3, keys("new", "a", "b", "c"), 4);
    expect(after.active).toBe(2);
    expect(selected(after)).toEqual([2]);
  });

  it("loses only the image that is gone", () => {
    const both = { active: 1, anchor: 0, selection: uniteIndexes(indexRange(0, 0), indexRange(1, 1)) };
    const after = followRows(both, keys("a", "b", "c"), 3, keys("a", "c"), 2);
    expect(selected(after)).toEqual([0]);
    expect(after.active).toBe(1);
  });

  it("of everything stays everything", () => {
    const after = followRows({ active: 0, anchor: 0, selection: allIndexes(3) }, keys("a", "b", "c"), 3, keys("a", "b", "c", "d"), 4);
    expect(selected(after)).toEqual([0, 1, 2, 3]);
  });

  it("stays on the image of a tag once it is known which image that is", () => {
    const image = { key: "sha256:ab", tags: ["latest", "3.1", "3.1.4"] };
    const after = followRows(positionAt(1), keys("other", "3.1.4", "latest"), 3, new Map([...keys("other"), [1, image]]), 2);
    expect(selected(after)).toEqual([1]);
    const alone = followRows(positionAt(0), keys("latest", "3.1", "3.1.4"), 3, new Map([[0, image]]), 1);
    expect(selected(alone)).toEqual([0]);
  });

  it("on an only row does not take in what comes later", () => {
    const after = followRows(positionAt(0), keys("a"), 1, keys("new", "a"), 2);
    expect(selected(after)).toEqual([1]);
  });

  it("is untouched when nothing moved, rows that were never loaded included", () => {
    const far = { active: 900, anchor: 900, selection: indexRange(900, 950) };
    expect(followRows(far, keys("a", "b"), 1000, keys("a", "b"), 1000)).toBe(far);
  });

  it("of a list that became empty is empty", () => {
    const after = followRows(positionAt(0), keys("a"), 1, keys(), 0);
    expect(after.active).toBeUndefined();
    expect(selected(after)).toEqual([]);
  });
});
