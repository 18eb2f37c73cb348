// The exact text of a manifest or config, laid out for reading. Copying and saving take the exact bytes instead.

import { useMemo } from "react";
import type { ReactNode } from "react";
import { layJson } from "~/lib/json_lines";
import type { JsonLine } from "~/lib/json_lines";
import { visibleText } from "~/lib/visible_text";
import { Capped } from "./Capped";
import styles from "./RawJson.module.css";

export interface RawJsonProps {
  label: string;
  text: string;
}

/** Indented and coloured where it is JSON, as it is otherwise. */
export function RawJson({ label, text }: RawJsonProps): ReactNode {
  const lines = useMemo(() => layJson(text) ?? plainLines(text), [text]);
  return (
    <div role="group" aria-label={label} className={styles["raw"]}>
      <Capped items={lines} room={1500}>
        {(shown) => (
          // A scrolled text must take the focus, or the keyboard cannot scroll it.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <pre tabIndex={0} role="region" aria-label={label}>
            {shown.map((line, index) => (
              <div key={index} style={{ paddingInlineStart: `${String(line.depth * 2)}ch` }}>
                {line.pieces.map((piece, place) => (
                  <span key={place} className={styles[piece.kind]}>
                    {visibleText(piece.text)}
                  </span>
                ))}
                {"\n"}
              </div>
            ))}
          </pre>
        )}
      </Capped>
    </div>
  );
}

function plainLines(text: string): JsonLine[] {
  return text.split("\n").map((line) => ({ depth: 0, pieces: [{ kind: "word", text: line }] }));
}
