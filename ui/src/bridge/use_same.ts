// Keeps the object that is there while a new one says the same, so that what is drawn of it need not be drawn again.
import { replaceEqualDeep } from "@tanstack/react-query";
import { useState } from "react";

/** The value, as the object it was before where nothing in it differs. */
export function useSame<T>(value: T): T {
  const [kept, setKept] = useState(value);
  if (kept === value) return kept;
  const same = replaceEqualDeep(kept, value);
  if (same !== kept) setKept(same);
  return same;
}
