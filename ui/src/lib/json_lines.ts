// Lays JSON text out in indented lines of coloured pieces without changing one token of it. Pure.
//! Numbers and escapes stay as they are written, which `JSON.stringify` of a parsed value would not promise.

export type JsonPieceKind = "name" | "text" | "number" | "word" | "mark";

export interface JsonPiece {
  readonly kind: JsonPieceKind;
  readonly text: string;
}

/** A line: how deep it is indented, and its pieces. */
export interface JsonLine {
  readonly depth: number;
  readonly pieces: readonly JsonPiece[];
}

const token = /\s*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/uy;

const colon = /\s*:/uy;

function isNamed(source: string, end: number): boolean {
  colon.lastIndex = end;
  return colon.test(source);
}

/** The lines, or `null` where the text is not JSON. */
export function layJson(source: string): JsonLine[] | null {
  try {
    JSON.parse(source);
  } catch {
    return null;
  }
  const lines: JsonLine[] = [];
  let pieces: JsonPiece[] = [];
  let depth = 0;
  let opened = false;
  const end = (): void => {
    if (pieces.length > 0) lines.push({ depth, pieces });
    pieces = [];
  };
  token.lastIndex = 0;
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const [, mark, text, number, word] = match;
    const closes = mark === "}" || mark === "]";
    if (opened && !closes) {
      end();
      depth += 1;
    }
    if (mark === undefined) {
      pieces.push(
        text === undefined
          ? { kind: number === undefined ? "word" : "number", text: number ?? word ?? "" }
          : { kind: isNamed(source, token.lastIndex) ? "name" : "text", text },
      );
    } else if (closes) {
      if (!opened) {
        end();
        depth -= 1;
      }
      pieces.push({ kind: "mark", text: mark });
    } else {
      pieces.push({ kind: "mark", text: mark === ":" ? ": " : mark });
      if (mark === ",") end();
    }
    opened = mark === "{" || mark === "[";
  }
  end();
  return lines;
}
