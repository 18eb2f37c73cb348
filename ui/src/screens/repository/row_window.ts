// Which stretch of rows to ask for, given the rows in view and where they are moving. Pure.

export interface RowWindow {
  readonly offset: number;
  readonly limit: number;
}

export const windowSize = 200;
// Windows begin at multiples of this, so that a small scroll asks nothing and the same place asks the same question.
const step = 40;

/** A window that holds every row in view, with most of its room in the direction of the movement. */
export function windowFor(first: number, last: number, direction: "down" | "up"): RowWindow {
  const begin = Math.floor(Math.max(0, first) / step) * step;
  const offset = direction === "down" ? begin : Math.max(0, begin - 2 * step);
  const needed = last + 1 - offset;
  return { offset, limit: Math.max(windowSize, Math.ceil(needed / windowSize) * windowSize) };
}
