// The window's tabs as a list: opening, closing, moving, choosing. Pure; what a tab holds is given.

export interface TabList<Tab extends { id: string }> {
  readonly tabs: readonly Tab[];
  /** The id of the tab in front. */
  readonly front: string;
}

/** Puts a tab right of the one in front; it comes to the front unless it is `behind`. */
export function openTab<Tab extends { id: string }>(list: TabList<Tab>, tab: Tab, behind = false): TabList<Tab> {
  const place = list.tabs.findIndex((each) => each.id === list.front) + 1;
  const tabs = [...list.tabs.slice(0, place), tab, ...list.tabs.slice(place)];
  return { tabs, front: behind ? list.front : tab.id };
}

/** Takes a tab away; when it was in front, the one right of it follows, or else the one left. The last one stays. */
export function closeTab<Tab extends { id: string }>(list: TabList<Tab>, id: string): TabList<Tab> {
  const place = list.tabs.findIndex((each) => each.id === id);
  if (place === -1 || list.tabs.length === 1) return list;
  const tabs = list.tabs.filter((each) => each.id !== id);
  const next = tabs[place] ?? tabs[place - 1];
  return { tabs, front: list.front === id && next ? next.id : list.front };
}

/** Moves a tab by so many places, within the strip. */
export function moveTab<Tab extends { id: string }>(list: TabList<Tab>, id: string, step: number): TabList<Tab> {
  const place = list.tabs.findIndex((each) => each.id === id);
  const tab = list.tabs[place];
  const to = Math.min(list.tabs.length - 1, Math.max(0, place + step));
  if (!tab || to === place) return list;
  const rest = list.tabs.filter((each) => each.id !== id);
  return { ...list, tabs: [...rest.slice(0, to), tab, ...rest.slice(to)] };
}

/** Brings the tab so many places beside the front one to the front, round the ends. */
export function frontBeside<Tab extends { id: string }>(list: TabList<Tab>, step: number): TabList<Tab> {
  const place = list.tabs.findIndex((each) => each.id === list.front);
  const next = list.tabs[(place + step + list.tabs.length) % list.tabs.length];
  return next ? { ...list, front: next.id } : list;
}

/** Only the tab of this id. */
export function closeOthers<Tab extends { id: string }>(list: TabList<Tab>, id: string): TabList<Tab> {
  return { tabs: list.tabs.filter((each) => each.id === id), front: id };
}
