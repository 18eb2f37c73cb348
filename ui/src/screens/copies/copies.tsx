// Carries a copy from the wish to its beginning: where to, what it would do, and the button.
import { createContext, use, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { CopyDialog } from "./CopyDialog";
import { PushFileDialog } from "./PushFileDialog";
import { SaveDialog } from "./SaveDialog";
import type { CopyWish, PushWish } from "./copy_wish";

export interface Copies {
  /** Asks where to copy images, or all of a repository. */
  ask: (wish: CopyWish) => void;
  /** Asks how to save images as a file. */
  save: (wish: CopyWish) => void;
  /** Asks what of a file to push. */
  push: (wish: PushWish) => void;
}

type Wish = { type: "copy" | "save"; wish: CopyWish } | { type: "push"; wish: PushWish };

const CopiesContext = createContext<Copies>({ ask: () => {}, save: () => {}, push: () => {} });

/** How a screen copies images. */
export function useCopies(): Copies {
  return use(CopiesContext);
}

export function CopiesProvider({ children }: { children: ReactNode }): ReactNode {
  const [wish, setWish] = useState<Wish>();
  const copies = useMemo<Copies>(
    () => ({
      ask: (asked) => setWish({ type: "copy", wish: asked }),
      save: (asked) => setWish({ type: "save", wish: asked }),
      push: (asked) => setWish({ type: "push", wish: asked }),
    }),
    [],
  );
  const close = (): void => setWish(undefined);
  return (
    <CopiesContext value={copies}>
      {children}
      {wish?.type === "copy" && <CopyDialog wish={wish.wish} onClose={close} />}
      {wish?.type === "save" && <SaveDialog wish={wish.wish} onClose={close} />}
      {/* Another file that is dropped begins anew. */}
      {wish?.type === "push" && <PushFileDialog key={wish.wish.path} wish={wish.wish} onClose={close} />}
    </CopiesContext>
  );
}
