// How the window is laid out, remembered between starts.
import { useMemo, useState, useSyncExternalStore } from "react";
import { useWindowState } from "~/bridge/window_state";

export interface Layout {
  sidebarWidth: number;
  isSidebarShown: boolean;
  inspectorWidth: number;
  isInspectorShown: boolean;
  /** Open branches of the sidebar. */
  expanded: readonly string[];
}

export const firstLayout: Layout = {
  sidebarWidth: 232,
  isSidebarShown: true,
  inspectorWidth: 324,
  isInspectorShown: true,
  expanded: ["bookmarks"],
};

export function isLayout(value: unknown): value is Layout {
  if (typeof value !== "object" || value === null) return false;
  const layout = value as Partial<Layout>;
  return (
    typeof layout.sidebarWidth === "number" &&
    typeof layout.isSidebarShown === "boolean" &&
    typeof layout.inspectorWidth === "number" &&
    typeof layout.isInspectorShown === "boolean" &&
    Array.isArray(layout.expanded) &&
    layout.expanded.every((each) => typeof each === "string")
  );
}

/** Below this width of the window three panes leave room for none. */
const narrow = "(max-width: 899px)";

function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(narrow);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => window.matchMedia(narrow).matches,
  );
}

/** The layout and what changes a part of it. In a narrow window the inspector waits until it is asked for. */
export function useLayout(): { layout: Layout; change: (part: Partial<Layout>) => void; isRead: boolean } {
  const { value, setValue, isRead } = useWindowState("layout", isLayout, firstLayout);
  const isNarrow = useNarrow();
  const [isAskedFor, setAskedFor] = useState(false);
  return useMemo(() => {
    if (!isNarrow) return { layout: value, change: (part) => setValue({ ...value, ...part }), isRead };
    return {
      layout: { ...value, isInspectorShown: isAskedFor },
      change: ({ isInspectorShown, ...part }) => {
        if (isInspectorShown !== undefined) setAskedFor(isInspectorShown);
        if (Object.keys(part).length > 0) setValue({ ...value, ...part });
      },
      isRead,
    };
  }, [value, setValue, isRead, isNarrow, isAskedFor]);
}
