import { describe, expect, it } from "vitest";
import { layOut } from "./treemap";

describe("a treemap", () => {
  it("gives each amount its share of the field, and none to nothing", () => {
    const amounts = [6, 6, 4, 3, 2, 2, 1, 0];
    const tiles = layOut(amounts, (each) => each, 6 / 4);
    expect(tiles.length).toBe(7);
    for (const { item, left, top, width, height } of tiles) {
      expect(width * height).toBeCloseTo(item / 24, 6);
      expect(left).toBeGreaterThanOrEqual(-1e-9);
      expect(top).toBeGreaterThanOrEqual(-1e-9);
      expect(left + width).toBeLessThanOrEqual(1 + 1e-9);
      expect(top + height).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it("lays rectangles beside and never over each other, none of them a splinter", () => {
    const tiles = layOut([6, 6, 4, 3, 2, 2, 1], (each) => each, 6 / 4);
    for (const one of tiles) {
      for (const other of tiles) {
        if (one === other) continue;
        const across = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
        const down = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
        expect(across > 1e-9 && down > 1e-9).toBe(false);
      }
      const long = (one.width * 6) / (one.height * 4);
      expect(Math.max(long, 1 / long)).toBeLessThan(3.5);
    }
  });

  it("is empty without amounts", () => {
    expect(layOut([0, 0], (each) => each)).toEqual([]);
    expect(layOut([], () => 1)).toEqual([]);
  });
});
