// Where a person is in a grid and what is selected there, and how keys and presses change it. Pure.
import { allIndexes, indexRange, noIndexes, toggleIndex, uniteIndexes } from "~/lib/index_ranges";
import type { IndexRanges } from "~/lib/index_ranges";

export interface GridPosition {
  /** The row that the keyboard is on. */
  readonly active: number | undefined;
  /** Where a selection of several began. */
  readonly anchor: number | undefined;
  readonly selection: IndexRanges;
}

export const startPosition: GridPosition = { active: undefined, anchor: undefined, selection: noIndexes };

/** A position with one row active and selected. */
export function positionAt(index: number): GridPosition {
  return { active: index, anchor: index, selection: indexRange(index, index) };
}

export interface MoveKeys {
  /** Shift: selects all from the anchor. */
  extend: boolean;
  /** Ctrl or Command: leaves the selection as it is. */
  keep: boolean;
}

export type SelectionMode = "single" | "multiple";

/** Goes to a row by keyboard; the selection follows unless it is extended or kept. */
export function moveTo(position: GridPosition, index: number, keys: MoveKeys, mode: SelectionMode): GridPosition {
  if (mode === "multiple" && keys.extend) {
    const anchor = position.anchor ?? position.active ?? index;
    const range = indexRange(anchor, index);
    return { active: index, anchor, selection: keys.keep ? uniteIndexes(position.selection, range) : range };
  }
  if (mode === "multiple" && keys.keep) return { ...position, active: index };
  return positionAt(index);
}

/** Presses a row: alone, with Ctrl (in or out), with Shift (all from the anchor). */
export function press(position: GridPosition, index: number, keys: MoveKeys, mode: SelectionMode): GridPosition {
  if (mode === "multiple" && keys.keep && !keys.extend) return toggle(position, index, mode);
  return moveTo(position, index, keys, mode);
}

/** Takes a row into the selection, or out of it. */
export function toggle(position: GridPosition, index: number, mode: SelectionMode): GridPosition {
  if (mode === "single") return positionAt(index);
  return { active: index, anchor: index, selection: toggleIndex(position.selection, index) };
}

/** Selects every row; the keyboard stays where it is. */
export function selectAll(position: GridPosition, count: number): GridPosition {
  return { active: position.active ?? 0, anchor: position.anchor ?? 0, selection: allIndexes(count) };
}

/** The row that a key leads to, or undefined for another key. */
export function rowAfterKey(key: string, active: number | undefined, count: number, page: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const here = active ?? -1;
  switch (key) {
    case "ArrowDown":
      return Math.min(last, here + 1);
    case "ArrowUp":
      return Math.max(0, active === undefined ? last : here - 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageDown":
      return Math.min(last, Math.max(0, here) + page);
    case "PageUp":
      return Math.max(0, here - page);
    default:
      return undefined;
  }
}
