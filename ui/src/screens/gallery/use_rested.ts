// A text that changes quickly, once it has come to rest. Nothing else.
import { useEffect, useState } from "react";

/** The text once it has rested for so long. */
export function useRested(text: string, pause: number): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    if (rested === text) return undefined;
    const timer = setTimeout(() => setRested(text), pause);
    return () => clearTimeout(timer);
  }, [rested, text, pause]);
  return rested;
}
