import { describe, expect, it } from "vitest";
import { positionAt } from "~/kit/grid_position";
import type { GridPosition } from "~/kit/grid_position";
import { allIndexes, eachIndex, indexRange, uniteIndexes } from "~/lib/index_ranges";
import { followRows } from "./follow_rows";

const keys = (...names: string[]): Map<number, string> => new Map(names.map((name, index) => [index, name]));
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
