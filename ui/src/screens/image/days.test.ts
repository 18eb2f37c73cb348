// A day is read as it is written, and only one that is still to come.
import { describe, expect, it } from "vitest";
import { dayAfter, readDay } from "./days";

const now = new Date(2026, 10, 22, 12).getTime();

describe("days", () => {
  it("are read at their beginning, here", () => {
    expect(readDay(" 2027-01-31 ", now)).toBe(new Date(2027, 0, 31).getTime());
  });

  it("that are over, or are none, are nothing", () => {
    for (const text of ["2026-11-22", "2026-11-01", "2027-02-31", "2027-13-01", "tomorrow", "", "27-01-31"]) expect(readDay(text, now)).toBeUndefined();
  });

  it("are counted by their hours", () => {
    expect(dayAfter(now, 14) - now).toBe(14 * 86_400_000);
  });
});
