// How the window is laid out, remembered between starts.
import { useMemo } from "react";
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
  sidebarWidth: 248,
  isSidebarShown: true,
  inspectorWidth: 340,
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

/** The layout and what changes a part of it. */
export function useLayout(): { layout: Layout; change: (part: Partial<Layout>) => void; isRead: boolean } {
  const { value, setValue, isRead } = useWindowState("layout", isLayout, firstLayout);
  return useMemo(
    () => ({ layout: value, change: (part) => setValue({ ...value, ...part }), isRead }),
    [value, setValue, isRead],
  );
}
