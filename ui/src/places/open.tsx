// How a screen opens another place: here, or in a tab beside. The window's tabs are the shell's.
import { createContext, use } from "react";

export interface Opening {
  /** Opens an address of `addresses`; `aside` opens it in a new tab. */
  open: (address: string, how?: "here" | "aside") => void;
}

export const OpeningContext = createContext<Opening>({ open: () => {} });

/** What opens addresses. */
export function useOpen(): Opening["open"] {
  return use(OpeningContext).open;
}
