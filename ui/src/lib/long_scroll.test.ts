// Every line of a list of any length can be reached, by steps, by the scroll bar and by name.
import { describe, expect, it } from "vitest";
import { drawnHeight, followScroll, scrollInto, scrollStart, tallest } from "./long_scroll";

const short = { whole: 4_000, view: 500 };
const long = { whole: 124_000_000, view: 500 };

describe("a list that fits", () => {
  it("is where its element is", () => {
    expect(drawnHeight(short)).toBe(4_000);
    expect(followScroll(scrollStart, 1_234, short)).toEqual({ scrollTop: 1_234, top: 1_234 });
    expect(scrollInto(scrollStart, 900, 1_000, short)).toEqual({ scrollTop: 500, top: 500 });
  });
});

describe("a list that is too long to draw", () => {
  it("moves by as much as a small step says", () => {
    const middle = followScroll(scrollStart, tallest / 2, long);
    expect(middle.top).toBeCloseTo(62_000_000, -4);
    expect(followScroll(middle, middle.scrollTop + 100, long).top).toBe(middle.top + 100);
  });

  it("begins and ends where its element does", () => {
    const end = followScroll(scrollStart, tallest - long.view, long);
    expect(end.top).toBe(long.whole - long.view);
    expect(followScroll(end, 0, long).top).toBe(0);
  });

  it("goes to any line, and stays there when the element says where it is", () => {
    const there = scrollInto(scrollStart, 80_000_000, 80_000_100, long);
    expect(there.top).toBe(80_000_100 - 500);
    expect(followScroll(there, there.scrollTop, long)).toEqual(there);
    const next = scrollInto(there, 80_000_100, 80_000_200, long);
    expect(next).toEqual({ scrollTop: there.scrollTop + 100, top: there.top + 100 });
    expect(scrollInto(next, 80_000_100, 80_000_200, long)).toBe(next);
  });
});
