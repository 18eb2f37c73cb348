// How a screen opens another place: here, in a tab beside, or outside of the window. The window's tabs are the shell's.
import { createContext, use } from "react";

export interface Opening {
  /** Opens an address of `addresses`; `aside` opens it in a new tab. */
  open: (address: string, how?: "here" | "aside") => void;
  /** Hands a link of http, https or mailto to the system; the window itself never goes there. */
  openOutside: (url: string) => void;
}

export const OpeningContext = createContext<Opening>({ open: () => {}, openOutside: () => {} });

/** What opens addresses. */
export function useOpen(): Opening["open"] {
  return use(OpeningContext).open;
}

/** What opens links that lead outside. */
export function useOpenOutside(): Opening["openOutside"] {
  return use(OpeningContext).openOutside;
}
