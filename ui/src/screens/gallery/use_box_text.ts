// The text of the gallery's box: at once for the screen, a moment later for the address, and the other way when
// another part of the window opens the gallery for something else.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";

/** The address need not follow every letter: it is read only by Back, Forward and the next start. */
const rest = 300;

type Also = Readonly<Record<string, string | undefined>>;

export interface BoxText {
  text: string;
  editText: (edit: (text: string) => string) => void;
  /** Writes the text, and what else belongs to it, into the address now: before something is opened. */
  keep: (also: Also) => void;
}

export function useBoxText(): BoxText {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const inAddress = typeof search["text"] === "string" ? search["text"] : "";
  const [state, setState] = useState({ text: inAddress, inAddress });
  /** What we wrote there last: it is older than what is typed by now. */
  const written = useRef(inAddress);

  let { text } = state;
  if (state.inAddress !== inAddress) {
    // Somebody else opened the gallery for another text.
    if (written.current !== inAddress) text = inAddress;
    setState({ text, inAddress });
  }

  const write = useCallback(
    (value: string, also: Also) => {
      written.current = value;
      const change = (before: Readonly<Record<string, unknown>>): Record<string, unknown> => ({ ...before, ...also, text: value === "" ? undefined : value });
      void navigate({ to: ".", search: change as never, replace: true });
    },
    [navigate],
  );
  useEffect(() => {
    if (text === inAddress) return undefined;
    const timer = setTimeout(() => write(text, { at: undefined }), rest);
    return () => clearTimeout(timer);
  }, [text, inAddress, write]);

  const editText = useCallback((edit: (text: string) => string) => setState((before) => ({ ...before, text: edit(before.text) })), []);
  const keep = useCallback((also: Also) => write(text, also), [write, text]);
  return { text, editText, keep };
}
