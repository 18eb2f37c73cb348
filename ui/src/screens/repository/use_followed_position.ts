// The place and selection in a grid whose list changes behind it: they follow the rows, not the numbers.

import { useState } from "react";
import { startPosition } from "~/kit/grid_position";
import type { GridPosition } from "~/kit/grid_position";
import { followRows } from "./follow_rows";
import type { RowKeys } from "./follow_rows";

export interface FollowedList {
  /** Which question the list answers; a new one begins a new selection. */
  list: string;
  count: number;
  rowAt: (index: number) => { key: string } | undefined;
}

/** Rows around the keyboard's place and at the beginning: where an old row is looked for in the new list. */
const sight = 400;

function readKeys({ rowAt, count }: FollowedList, around: number | undefined): RowKeys {
  const keys = new Map<number, string>();
  const read = (from: number, to: number): void => {
    for (let index = Math.max(0, from); index < Math.min(count, to); index += 1) {
      const row = rowAt(index);
      if (row) keys.set(index, row.key);
    }
  };
  read(0, sight);
  if (around !== undefined && around > sight / 2) read(around - sight, around + sight);
  return keys;
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
      position = followRows(position, readKeys(seen, position.active), seen.count, readKeys(shown, position.active), shown.count);
    }
    setState({ seen: shown, position });
  }
  return [position, (next) => setState((before) => ({ ...before, position: next }))];
}
