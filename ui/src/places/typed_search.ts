// Texts of the address that are typed letter by letter: at once for the screen, a moment later for the address.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";

/** The address need not follow every letter: it is read only by Back, Forward and the next start. */
const rest = 300;

/** The texts of these names, each empty at first, and what changes some of them. Keep `names` the same. */
export function useTypedSearch<Name extends string>(
  names: readonly Name[],
): [Readonly<Record<Name, string>>, (change: Partial<Record<Name, string>>) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const read = (name: Name): string => {
    const value = search[name];
    return typeof value === "string" ? value : "";
  };
  const [texts, setTexts] = useState(() => Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, string>);

  useEffect(() => {
    if (names.every((name) => texts[name] === (search[name] ?? ""))) return undefined;
    const timer = setTimeout(() => {
      const change = (before: Readonly<Record<string, unknown>>): Record<string, unknown> => ({ ...before, ...texts });
      void navigate({ to: ".", search: change as never, replace: true });
    }, rest);
    return () => clearTimeout(timer);
  }, [names, texts, search, navigate]);

  const change = useCallback((some: Partial<Record<Name, string>>) => setTexts((before) => ({ ...before, ...some })), []);
  return [texts, change];
}
