// Keeps the same images selected when the list around them changes. Pure.

import type { GridPosition } from "~/kit/grid_position";
import { allIndexes, hasIndex, indexRange, noIndexes, uniteIndexes } from "~/lib/index_ranges";
import type { IndexRanges } from "~/lib/index_ranges";

/** The keys of the rows that are loaded, by place. */
export type RowKeys = ReadonlyMap<number, string>;

/**
 * The position that means the same rows in the new list. All stays all; of a part, each row whose new place is known
 * keeps its selection, and a row that was never loaded keeps it only where nothing before it can have moved.
 */
export function followRows(position: GridPosition, before: RowKeys, beforeCount: number, after: RowKeys, afterCount: number): GridPosition {
  if (position.active === undefined && position.selection.size === 0) return position;
  if (beforeCount > 0 && position.selection.size === beforeCount) {
    return { active: follow(position.active, before, after, afterCount), anchor: undefined, selection: allIndexes(afterCount) };
  }
  if (isUnmoved(before, after) && beforeCount === afterCount) return position;
  const places = new Map<string, number>();
  for (const [index, key] of after) places.set(key, index);
  let selection: IndexRanges = noIndexes;
  for (const [index, key] of before) {
    const place = hasIndex(position.selection, index) ? places.get(key) : undefined;
    if (place !== undefined) selection = uniteIndexes(selection, indexRange(place, place));
  }
  const at = (index: number | undefined): number | undefined => follow(index, before, after, afterCount, places);
  return { active: at(position.active), anchor: at(position.anchor), selection };
}

function isUnmoved(before: RowKeys, after: RowKeys): boolean {
  for (const [index, key] of after) {
    const was = before.get(index);
    if (was !== undefined && was !== key) return false;
  }
  return true;
}

function follow(
  index: number | undefined,
  before: RowKeys,
  after: RowKeys,
  afterCount: number,
  places?: ReadonlyMap<string, number>,
): number | undefined {
  if (index === undefined || afterCount === 0) return undefined;
  const key = before.get(index);
  if (key !== undefined && after.get(index) !== key) {
    const place = places?.get(key);
    if (place !== undefined) return place;
  }
  // The row is gone or out of sight: the keyboard stays at the same height of the list.
  return Math.min(index, afterCount - 1);
}
