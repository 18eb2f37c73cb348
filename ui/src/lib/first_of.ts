// The earlier of two moments that may never come. No drawing.

/** The earlier of two moments; one that is `null` is never. */
export function firstOf(one: number | null, other: number | null): number | null {
  if (one === null) return other;
  return other === null ? one : Math.min(one, other);
}
