// Carries a copy from the wish to its beginning: where to, what it would do, and the button.
import { createContext, use, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { CopyDialog } from "./CopyDialog";
import type { CopyWish } from "./copy_wish";

export interface Copies {
  /** Asks where to copy images, or all of a repository. */
  ask: (wish: CopyWish) => void;
}

const CopiesContext = createContext<Copies>({ ask: () => {} });

/** How a screen copies images. */
export function useCopies(): Copies {
  return use(CopiesContext);
}

export function CopiesProvider({ children }: { children: ReactNode }): ReactNode {
  const [wish, setWish] = useState<CopyWish>();
  const copies = useMemo<Copies>(() => ({ ask: setWish }), []);
  return (
    <CopiesContext value={copies}>
      {children}
      {wish && <CopyDialog wish={wish} onClose={() => setWish(undefined)} />}
    </CopiesContext>
  );
}
