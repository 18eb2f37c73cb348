// What the window keeps between starts by itself: pane widths, open branches, tabs. The host stores it as text.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { useAsk, useHost } from "./queries";

/**
 * A value under a key, checked when it is read, and what changes it. `isRead` says whether it was read yet;
 * until then the fallback is given.
 */
export function useWindowState<T>(
  key: string,
  check: (value: unknown) => value is T,
  fallback: T,
): { value: T; setValue: (value: T) => void; isRead: boolean } {
  const host = useHost();
  const client = useQueryClient();
  const { data, isPending } = useAsk("read_window_state", { key });
  const keeping = useRef<{ isBusy: boolean; waiting: string | undefined }>({ isBusy: false, waiting: undefined });
  const setValue = useCallback(
    (value: T) => {
      const text = JSON.stringify(value);
      client.setQueryData(["read_window_state", { key }], { key, value: text });
      const state = keeping.current;
      state.waiting = text;
      // One at a time, so that none overtakes a later one; and at once, because the window may close the next moment.
      const keep = (): void => {
        const next = state.waiting;
        state.isBusy = next !== undefined;
        if (next === undefined) return;
        state.waiting = undefined;
        // A layout that could not be kept is not worth a word.
        host.call("keep_window_state", { key, value: next }).then(keep, keep);
      };
      if (!state.isBusy) keep();
    },
    [client, host, key],
  );
  const text = data?.value ?? null;
  return { value: parse(text, check) ?? fallback, setValue, isRead: !isPending };
}

const parsed = new Map<string, unknown>();

/** Parses once for each text, so that the same text gives the same value to every drawing. */
function parse<T>(text: string | null, check: (value: unknown) => value is T): T | undefined {
  if (text === null) return undefined;
  if (!parsed.has(text)) {
    if (parsed.size > 100) parsed.clear();
    try {
      parsed.set(text, JSON.parse(text));
    } catch {
      parsed.set(text, undefined);
    }
  }
  const value = parsed.get(text);
  return check(value) ? value : undefined;
}
