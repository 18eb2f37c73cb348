// A set of row numbers kept as ranges, so that "all of 100,000" costs one pair. Pure.

/** Sorted, disjoint, inclusive ranges of row numbers. */
export interface IndexRanges {
  readonly ranges: readonly (readonly [first: number, last: number])[];
  readonly size: number;
}

export const noIndexes: IndexRanges = { ranges: [], size: 0 };

function make(ranges: (readonly [number, number])[]): IndexRanges {
  let size = 0;
  for (const [first, last] of ranges) size += last - first + 1;
  return { ranges, size };
}

/** Every row number from one end to the other, in either order. */
export function indexRange(one: number, other: number): IndexRanges {
  return make([[Math.min(one, other), Math.max(one, other)]]);
}

/** The first `count` row numbers. */
export function allIndexes(count: number): IndexRanges {
  return count > 0 ? indexRange(0, count - 1) : noIndexes;
}

export function hasIndex(set: IndexRanges, index: number): boolean {
  let low = 0;
  let high = set.ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = set.ranges[middle];
    if (!range) return false;
    if (index < range[0]) high = middle - 1;
    else if (index > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}

/** Both sets together. */
export function uniteIndexes(one: IndexRanges, other: IndexRanges): IndexRanges {
  const sorted = [...one.ranges, ...other.ranges].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const previous = merged[merged.length - 1];
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return make(merged);
}

/** The set without one row number. */
export function withoutIndex(set: IndexRanges, index: number): IndexRanges {
  const kept: [number, number][] = [];
  for (const [first, last] of set.ranges) {
    if (index < first || index > last) kept.push([first, last]);
    else {
      if (first < index) kept.push([first, index - 1]);
      if (index < last) kept.push([index + 1, last]);
    }
  }
  return make(kept);
}

/** In if it was out, out if it was in. */
export function toggleIndex(set: IndexRanges, index: number): IndexRanges {
  return hasIndex(set, index) ? withoutIndex(set, index) : uniteIndexes(set, indexRange(index, index));
}

/** Each row number, in order. */
export function* eachIndex(set: IndexRanges): Generator<number> {
  for (const [first, last] of set.ranges) for (let index = first; index <= last; index += 1) yield index;
}
