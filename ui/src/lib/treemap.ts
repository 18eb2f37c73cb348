// Lays amounts out as rectangles whose areas are in proportion, as square as can be (Bruls, Huizing, van Wijk). Numbers only.

/** A rectangle, in shares of the whole: 0 to 1. */
export interface Tile<Item> {
  item: Item;
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Rest {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How long the worst rectangle of a row is in proportion to its other side. */
function worst(row: readonly number[], side: number): number {
  const sum = row.reduce((all, each) => all + each, 0);
  const depth = sum / side;
  return Math.max(...row.map((area) => Math.max(depth / (area / depth), area / depth / depth)));
}

/** The rectangles of what has an amount above nothing, the largest first. `ratio` is the width of the whole by its height. */
export function layOut<Item>(items: readonly Item[], amount: (item: Item) => number, ratio = 1): Tile<Item>[] {
  const wanted = items.filter((item) => amount(item) > 0).toSorted((one, other) => amount(other) - amount(one));
  const whole = wanted.reduce((all, item) => all + amount(item), 0);
  // Laid out in a field as wide as it will be drawn, so that squares are squares.
  const areas = wanted.map((item) => (amount(item) / whole) * ratio);
  const tiles: Tile<Item>[] = [];
  const rest: Rest = { left: 0, top: 0, width: ratio, height: 1 };
  let at = 0;
  while (at < areas.length) {
    const side = Math.min(rest.width, rest.height);
    let end = at + 1;
    while (end < areas.length && worst(areas.slice(at, end + 1), side) <= worst(areas.slice(at, end), side)) end += 1;
    const sum = areas.slice(at, end).reduce((all, each) => all + each, 0);
    const isColumn = rest.width >= rest.height;
    const depth = sum / side;
    let along = 0;
    for (let place = at; place < end; place += 1) {
      const length = (areas[place] ?? 0) / depth;
      const item = wanted[place];
      if (item !== undefined) {
        const box = isColumn
          ? { left: rest.left, top: rest.top + along, width: depth, height: length }
          : { left: rest.left + along, top: rest.top, width: length, height: depth };
        tiles.push({ item, left: box.left / ratio, top: box.top, width: box.width / ratio, height: box.height });
      }
      along += length;
    }
    if (isColumn) {
      rest.left += depth;
      rest.width -= depth;
    } else {
      rest.top += depth;
      rest.height -= depth;
    }
    at = end;
  }
  return tiles;
}
