// What proposes, undoes and resumes changes: the preview dialog in front of every screen.
import { createContext, use } from "react";
import type { ReactNode } from "react";
import type { Change } from "~/bridge/generated/contract";

export interface Changes {
  /** Shows what a change would do, and carries it out once it is confirmed. */
  propose: (connection: string, change: Change) => void;
  /** Shows what taking an activity back would do. */
  undo: (activity: string) => void;
  /** Shows what is left of an activity that stopped half-way. */
  resume: (activity: string) => void;
}

const ChangesContext = createContext<Changes>({ propose: () => {}, undo: () => {}, resume: () => {} });

/** What a screen proposes changes with. */
export function useChanges(): Changes {
  return use(ChangesContext);
}

/** Holds the preview dialog, above all tabs. */
export function ChangesProvider({ children }: { children: ReactNode }): ReactNode {
  return children;
}
