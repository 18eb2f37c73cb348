// Keeps the same images selected when the list around them changes. Pure.

import type { GridPosition } from "~/kit/grid_position";
import { allIndexes, hasIndex, indexRange, noIndexes, uniteIndexes } from "~/lib/index_ranges";
import type { IndexRanges } from "~/lib/index_ranges";

/** What a row is known by. */
export interface RowName {
  key: string;
  /** A row that was known by its tag alone is found here once it is known which image that is. */
  tags?: readonly string[];
}

/** The names of the rows that are loaded, by place. */
export type RowNames = ReadonlyMap<number, RowName>;

/**
 * The position that means the same rows in the new list. All of several stays all; of a part, each row whose new place is known
 * keeps its selection, and a row that was never loaded keeps it only where nothing before it can have moved.
 */
export function followRows(position: GridPosition, before: RowNames, beforeCount: number, after: RowNames, afterCount: number): GridPosition {
  if (position.active === undefined && position.selection.size === 0) return position;
  // An only row is that row: who selected it never meant what comes later.
  if (beforeCount > 1 && position.selection.size === beforeCount) {
    return { active: follow(position.active, before, after, afterCount), anchor: undefined, selection: allIndexes(afterCount) };
  }
  if (isUnmoved(before, after) && beforeCount === afterCount) return position;
  const places = placesOf(after);
  let selection: IndexRanges = noIndexes;
  for (const [index, { key }] of before) {
    const place = hasIndex(position.selection, index) ? places.get(key) : undefined;
    if (place !== undefined) selection = uniteIndexes(selection, indexRange(place, place));
  }
  const at = (index: number | undefined): number | undefined => follow(index, before, after, afterCount, places);
  return { active: at(position.active), anchor: at(position.anchor), selection };
}

/** Where each row is. A key is a tag or a digest, and no tag looks like a digest. */
function placesOf(rows: RowNames): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [index, { tags }] of rows) for (const tag of tags ?? []) places.set(tag, index);
  for (const [index, { key }] of rows) places.set(key, index);
  return places;
}

function isUnmoved(before: RowNames, after: RowNames): boolean {
  for (const [index, { key }] of after) {
    const was = before.get(index);
    if (was !== undefined && was.key !== key) return false;
  }
  return true;
}

function follow(
  index: number | undefined,
  before: RowNames,
  after: RowNames,
  afterCount: number,
  places?: ReadonlyMap<string, number>,
): number | undefined {
  if (index === undefined || afterCount === 0) return undefined;
  const key = before.get(index)?.key;
  if (key !== undefined && after.get(index)?.key !== key) {
    const place = places?.get(key);
    if (place !== undefined) return place;
  }
  // The row is gone or out of sight: the keyboard stays at the same height of the list.
  return Math.min(index, afterCount - 1);
}
