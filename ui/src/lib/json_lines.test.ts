import { describe, expect, it } from "vitest";
import { layJson } from "./json_lines";
import type { JsonLine } from "./json_lines";

const print = (lines: JsonLine[] | null): string =>
  (lines ?? []).map((line) => "  ".repeat(line.depth) + line.pieces.map((piece) => piece.text).join("")).join("\n");

describe("laying JSON out", () => {
  it("indents as JSON.stringify does", () => {
    const value = { a: [], b: {}, c: [1, { d: "x, y: {z}" }, [null, true]], "e\"f": -1.5e10 };
    expect(print(layJson(JSON.stringify(value)))).toBe(JSON.stringify(value, null, 2));
    expect(print(layJson("[]"))).toBe("[]");
    expect(print(layJson('"alone"'))).toBe('"alone"');
  });

  it("keeps numbers and escapes as they were written", () => {
    expect(print(layJson('{"size": 12345678901234567890.10,"u":"\\u0041"}'))).toBe(
      '{\n  "size": 12345678901234567890.10,\n  "u": "\\u0041"\n}',
    );
  });

  it("tells names from texts", () => {
    const kinds = layJson('{"a" : "b"}')?.[1]?.pieces.map((piece) => piece.kind);
    expect(kinds).toEqual(["name", "mark", "text"]);
  });

  it("refuses what is not JSON", () => {
    expect(layJson("<html>")).toBeNull();
    expect(layJson('{"a":1')).toBeNull();
  });
});
