// The part of a screen's state that lives in its address: filters, order, the open view. Text only.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export type Search = Readonly<Record<string, string>>;

/** Reads the search of an address as plain text, without guessing at numbers. */
export function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Writes it back, leaving out what is empty. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(search).filter(([, value]) => typeof value === "string" && value !== "");
  const text = new URLSearchParams(given as [string, string][]).toString();
  return text === "" ? "" : `?${text}`;
}

/**
 * A piece of text in the address of the screen, and what changes it. `push` makes a step that Back
 * takes back; without, the change replaces the address.
 */
export function useAddressState(name: string, fallback = ""): [string, (value: string, push?: boolean) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const value = search[name];
  const setValue = useCallback(
    (next: string, push = false) => {
      const change = (before: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
        ...before,
        [name]: next === fallback ? undefined : next,
      });
      void navigate({ to: ".", search: change as never, replace: !push });
    },
    [navigate, name, fallback],
  );
  return [typeof value === "string" ? value : fallback, setValue];
}
