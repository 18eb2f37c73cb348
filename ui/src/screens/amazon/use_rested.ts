// A text once the keyboard rests.
import { useEffect, useState } from "react";

/** How long the keyboard rests before a document is checked. */
const rest = 180;

export function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), rest);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
