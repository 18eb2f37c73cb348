// Commands that a screen offers while it is drawn, joined to the window's own.
import { createContext, use, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { Command } from "./command";
import { windowCommands } from "./list";

interface Contributions {
  add: (commands: readonly Command[]) => () => void;
}

const ContributionsContext = createContext<Contributions>({ add: () => () => {} });
const CommandsContext = createContext<readonly Command[]>(windowCommands);

export function CommandsProvider({ children }: { children: ReactNode }): ReactNode {
  const [contributed, setContributed] = useState<readonly (readonly Command[])[]>([]);
  const contributions = useMemo<Contributions>(
    () => ({
      add(commands) {
        setContributed((before) => [...before, commands]);
        return () => setContributed((before) => before.filter((each) => each !== commands));
      },
    }),
    [],
  );
  // What a screen offers comes first: it is about what one is looking at.
  const all = useMemo(() => [...contributed.flat(), ...windowCommands], [contributed]);
  return (
    <ContributionsContext value={contributions}>
      <CommandsContext value={all}>{children}</CommandsContext>
    </ContributionsContext>
  );
}

/** Every command there is now. */
export function useAllCommands(): readonly Command[] {
  return use(CommandsContext);
}

/** Offers commands while the caller is drawn. Keep the array the same (`useMemo`) while it does not change. */
export function useCommands(commands: readonly Command[]): void {
  const { add } = use(ContributionsContext);
  useEffect(() => add(commands), [add, commands]);
}
