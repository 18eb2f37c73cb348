// Collects what is typed quickly into one text, to go to the row that begins with it.
import { useCallback, useRef } from "react";

const pause = 800;

/** Returns what reads a key press: the text typed so far, or undefined when the key is no letter. */
export function useTypeAhead(): (event: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean }) => string | undefined {
  const typed = useRef({ text: "", at: 0 });
  return useCallback((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || Array.from(event.key).length !== 1) {
      // Going elsewhere by another key begins a new name.
      if (event.key !== "Shift") typed.current = { text: "", at: 0 };
      return undefined;
    }
    const now = performance.now();
    const before = now - typed.current.at > pause ? "" : typed.current.text;
    // A space first is a command of the list, not the beginning of a name.
    if (event.key === " " && before === "") return undefined;
    typed.current = { text: before + event.key, at: now };
    return typed.current.text;
  }, []);
}
