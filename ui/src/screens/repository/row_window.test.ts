import { describe, expect, it } from "vitest";
import { windowFor } from "./row_window";

describe("the window of rows to ask for", () => {
  it("holds every row in view wherever one looks", () => {
    for (const direction of ["down", "up"] as const) {
      for (const height of [20, 57, 94, 260]) {
        for (let first = 0; first < 900; first += 7) {
          const { offset, limit } = windowFor(first, first + height, direction);
          expect(offset).toBeLessThanOrEqual(first);
          expect(offset + limit).toBeGreaterThan(first + height);
        }
      }
    }
  });

  it("asks nothing new for a small movement", () => {
    expect(windowFor(41, 90, "down")).toEqual(windowFor(70, 119, "down"));
  });

  it("has its room ahead of the movement", () => {
    expect(windowFor(400, 450, "down")).toEqual({ offset: 400, limit: 200 });
    expect(windowFor(400, 450, "up")).toEqual({ offset: 320, limit: 200 });
  });
});
