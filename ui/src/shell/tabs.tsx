// The tabs of the window, each with a router and so a history of its own, remembered between starts.
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { addresses } from "~/places/addresses";
import { makeRouter } from "~/routes";
import type { TabRouter } from "~/routes";
import { closeOthers, closeTab, frontBeside, moveTab, openTab } from "./tab_list";
import type { TabList } from "./tab_list";

export interface Tab {
  id: string;
  router: TabRouter;
}

/** What is remembered of the tabs. */
export interface KeptTabs {
  addresses: string[];
  front: number;
}

export interface Tabs {
  list: TabList<Tab>;
  front: Tab;
  /** Opens an address in the front tab, or in a new one. */
  open: (address: string, how?: "here" | "aside") => void;
  close: (id: string) => void;
  closeOthers: (id: string) => void;
  reopen: () => void;
  select: (id: string) => void;
  selectBeside: (step: 1 | -1) => void;
  move: (id: string, step: number) => void;
  duplicate: (id: string) => void;
}

export function isKeptTabs(value: unknown): value is KeptTabs {
  if (typeof value !== "object" || value === null) return false;
  const { addresses: kept, front } = value as Partial<KeptTabs>;
  return Array.isArray(kept) && kept.every((each) => typeof each === "string") && typeof front === "number";
}

const TabsContext = createContext<Tabs | undefined>(undefined);

export function useTabs(): Tabs {
  const tabs = use(TabsContext);
  if (!tabs) throw new Error("A part of the shell was drawn outside of TabsProvider.");
  return tabs;
}

let made = 0;

function makeTab(address: string): Tab {
  made += 1;
  return { id: `tab-${String(made)}`, router: makeRouter([address], 0) };
}

function restore(kept: KeptTabs | undefined): TabList<Tab> {
  const tabs = (kept?.addresses ?? []).map(makeTab);
  const front = tabs[kept?.front ?? 0] ?? tabs[0];
  if (front) return { tabs, front: front.id };
  const first = makeTab(addresses.welcome());
  return { tabs: [first], front: first.id };
}

const hrefOf = (tab: Tab): string => tab.router.history.location.href;

export interface TabsProviderProps {
  kept: KeptTabs | undefined;
  onKeep: (tabs: KeptTabs) => void;
  children: ReactNode;
}

export function TabsProvider({ kept, onKeep, children }: TabsProviderProps): ReactNode {
  const [list, setList] = useState(() => restore(kept));
  const closed = useRef<string[]>([]);
  const front = list.tabs.find((tab) => tab.id === list.front) ?? list.tabs[0];
  if (!front) throw new Error("The window has lost its last tab.");

  const keep = useCallback(() => {
    const place = list.tabs.findIndex((tab) => tab.id === list.front);
    onKeep({ addresses: list.tabs.map(hrefOf), front: place });
  }, [list, onKeep]);
  useEffect(() => {
    keep();
    const unsubscribes = list.tabs.map((tab) => tab.router.history.subscribe(keep));
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
  }, [keep, list.tabs]);

  const tabs = useMemo<Tabs>(
    () => ({
      list,
      front,
      open(address, how = "here") {
        if (how === "aside") setList((before) => openTab(before, makeTab(address)));
        else if (hrefOf(front) !== address) front.router.history.push(address);
      },
      close(id) {
        const tab = list.tabs.find((each) => each.id === id);
        if (!tab) return;
        closed.current.push(hrefOf(tab));
        // The window without a tab would be an empty one: the last tab goes home instead.
        if (list.tabs.length === 1) tab.router.history.push(addresses.welcome());
        else setList((before) => closeTab(before, id));
      },
      closeOthers: (id) => setList((before) => closeOthers(before, id)),
      reopen() {
        const address = closed.current.pop();
        if (address !== undefined) setList((before) => openTab(before, makeTab(address)));
      },
      select: (id) => setList((before) => ({ ...before, front: id })),
      selectBeside: (step) => setList((before) => frontBeside(before, step)),
      move: (id, step) => setList((before) => moveTab(before, id, step)),
      duplicate(id) {
        const tab = list.tabs.find((each) => each.id === id);
        if (tab) setList((before) => openTab(before, makeTab(hrefOf(tab))));
      },
    }),
    [list, front],
  );
  return <TabsContext value={tabs}>{children}</TabsContext>;
}
