// The place and selection in a grid whose list changes behind it: they follow the rows, not the numbers.

import { useState } from "react";
import { startPosition } from "~/kit/grid_position";
import type { GridPosition } from "~/kit/grid_position";
import { followRows } from "./follow_rows";
import type { RowName, RowNames } from "./follow_rows";

export interface FollowedList {
  /** Which question the list answers; a new one begins a new selection. */
  list: string;
  count: number;
  rowAt: (index: number) => RowName | undefined;
}

/** Rows around the keyboard's place and at the beginning: where an old row is looked for in the new list. */
const sight = 400;

function readNames({ rowAt, count }: FollowedList, around: number | undefined): RowNames {
  const names = new Map<number, RowName>();
  const read = (from: number, to: number): void => {
    for (let index = Math.max(0, from); index < Math.min(count, to); index += 1) {
      const row = rowAt(index);
      if (row) names.set(index, row);
    }
  };
  read(0, sight);
  if (around !== undefined && around > sight / 2) read(around - sight, around + sight);
  return names;
}

interface Followed {
  seen: FollowedList;
  position: GridPosition;
}

/** The position and its setter; when the rows change, the position is moved with them before anything is drawn. */
export function useFollowedPosition(shown: FollowedList, initial: GridPosition = startPosition): [GridPosition, (position: GridPosition) => void] {
  const [state, setState] = useState<Followed>({ seen: shown, position: initial });
  let { position } = state;
  if (state.seen.rowAt !== shown.rowAt || state.seen.count !== shown.count || state.seen.list !== shown.list) {
    const { seen } = state;
    if (seen.list !== shown.list) position = startPosition;
    else if (seen.count > 0) {
      position = followRows(position, readNames(seen, position.active), seen.count, readNames(shown, position.active), shown.count);
    }
    setState({ seen: shown, position });
  }
  return [position, (next) => setState((before) => ({ ...before, position: next }))];
}
