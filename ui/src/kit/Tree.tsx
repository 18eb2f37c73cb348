// A tree whose branches may be loaded when they are opened. What an item means is the caller's.
import { ChevronRight } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useId, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { classNames } from "~/lib/class_names";
import { useMessages } from "~/messages/Messages";
import { rowAfterKey } from "./grid_position";
import { Icon } from "./Icon";
import type { Point } from "./Menu";
import styles from "./Tree.module.css";
import { useTypeAhead } from "./type_ahead";

const rowHeight = 32;

export interface TreeItem {
  id: string;
  label: string;
  icon?: LucideIcon | undefined;
  /** A short word or number at the end of the row. */
  note?: ReactNode;
  /** What is below it; absent for a leaf, empty while it has not been loaded. */
  children?: readonly TreeItem[] | undefined;
  /** What is below it is being loaded. */
  isLoading?: boolean | undefined;
  isMuted?: boolean | undefined;
}

export interface TreeProps {
  label: string;
  items: readonly TreeItem[];
  expanded: ReadonlySet<string>;
  onExpandedChange: (expanded: ReadonlySet<string>) => void;
  /** The item that is open in the window. */
  current?: string | undefined;
  /** Enter, Space or a press; `aside` when Ctrl or the middle button asks for a new tab. */
  onOpen: (id: string, aside: boolean) => void;
  onContextMenu?: (id: string, at: Point) => void;
}

interface Line {
  item: TreeItem;
  level: number;
  parent: number;
  place: number;
  siblings: number;
}

function flatten(items: readonly TreeItem[], expanded: ReadonlySet<string>): Line[] {
  const lines: Line[] = [];
  const walk = (siblings: readonly TreeItem[], level: number, parent: number): void => {
    siblings.forEach((item, index) => {
      lines.push({ item, level, parent, place: index + 1, siblings: siblings.length });
      if (item.children && expanded.has(item.id)) walk(item.children, level + 1, lines.length - 1);
    });
  };
  walk(items, 1, -1);
  return lines;
}

export function Tree(props: TreeProps): ReactNode {
  const { label, items, expanded, onExpandedChange, current, onOpen, onContextMenu } = props;
  const { t } = useMessages();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string>();
  const readTypeAhead = useTypeAhead();
  const lines = useMemo(() => flatten(items, expanded), [items, expanded]);
  const find = (wanted: string | undefined): number => lines.findIndex((line) => line.item.id === wanted);
  const active = find(activeId) === -1 ? Math.max(0, find(current)) : find(activeId);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });

  const go = (index: number): void => {
    const line = lines[index];
    if (!line) return;
    setActiveId(line.item.id);
    virtual.scrollToIndex(index, { align: "auto" });
  };
  const setExpanded = (item: TreeItem, open: boolean): void => {
    const next = new Set(expanded);
    if (open) next.add(item.id);
    else next.delete(item.id);
    onExpandedChange(next);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const line = lines[active];
    if (!line) return;
    const { item } = line;
    const isOpen = expanded.has(item.id);
    const typed = readTypeAhead(event);
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    const next = plain ? rowAfterKey(event.key, active, lines.length, 10) : undefined;
    if (next !== undefined) go(next);
    else if (event.key === "ArrowRight" && plain && item.children) {
      if (!isOpen) setExpanded(item, true);
      else if (item.children.length > 0) go(active + 1);
    } else if (event.key === "ArrowLeft" && plain) {
      if (isOpen && item.children) setExpanded(item, false);
      else if (line.parent >= 0) go(line.parent);
    } else if (event.key === "Enter") onOpen(item.id, event.ctrlKey || event.metaKey);
    else if ((event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) && onContextMenu) {
      const place = document.getElementById(`${id}-${String(active)}`)?.getBoundingClientRect();
      onContextMenu(item.id, { x: (place?.left ?? 0) + 32, y: place?.bottom ?? 0 });
    } else if (typed === undefined) {
      if (event.key !== " ") return;
      onOpen(item.id, false);
    } else {
      const wanted = typed.toLocaleLowerCase();
      // A single letter goes on from the next item; more letters may stay where they are.
      const from = typed.length === 1 ? active + 1 : active;
      const order = [...lines.keys()].map((offset) => (from + offset) % lines.length);
      const found = order.find((index) => lines[index]?.item.label.toLocaleLowerCase().startsWith(wanted));
      if (found !== undefined) go(found);
    }
    event.preventDefault();
  };

  const lineOf = (event: MouseEvent): Line | undefined => {
    const row = event.target instanceof Element ? event.target.closest("[data-line]") : null;
    return row ? lines[Number(row.getAttribute("data-line"))] : undefined;
  };
  const onPress = (event: MouseEvent<HTMLDivElement>): void => {
    const line = lineOf(event);
    if (!line) return;
    setActiveId(line.item.id);
    const onMark = event.target instanceof Element && event.target.closest("[data-mark]") !== null;
    if (onMark && line.item.children) setExpanded(line.item, !expanded.has(line.item.id));
    else onOpen(line.item.id, event.ctrlKey || event.metaKey || event.button === 1);
  };

  return (
    <div
      ref={scroller}
      role="tree"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={lines[active] ? `${id}-${String(active)}` : undefined}
      className={styles["tree"]}
      onKeyDown={onKeyDown}
      onClick={onPress}
      onAuxClick={(event) => {
        if (event.button === 1) onPress(event);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        const line = lineOf(event);
        if (!line) return;
        setActiveId(line.item.id);
        onContextMenu?.(line.item.id, { x: event.clientX, y: event.clientY });
      }}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          if (!line) return null;
          const { item } = line;
          const isOpen = expanded.has(item.id);
          return (
            <div
              key={item.id}
              id={`${id}-${String(index)}`}
              data-line={index}
              data-drop={item.id}
              role="treeitem"
              aria-label={item.label}
              aria-level={line.level}
              aria-posinset={line.place}
              aria-setsize={line.siblings}
              aria-expanded={item.children ? isOpen : undefined}
              aria-selected={item.id === current}
              aria-current={item.id === current ? "page" : undefined}
              aria-busy={item.isLoading ? true : undefined}
              title={item.label}
              className={classNames(
                styles["item"],
                index === active && styles["active"],
                item.isMuted && styles["muted"],
              )}
              style={{ transform: `translateY(${String(start)}px)`, paddingInlineStart: 4 + (line.level - 1) * 14 }}
            >
              <span className={styles["mark"]} data-mark="">
                {item.children ? (
                  <Icon icon={ChevronRight} size={14} className={classNames(isOpen && styles["open"])} />
                ) : null}
              </span>
              {item.icon ? <Icon icon={item.icon} size={15} className={styles["icon"]} /> : null}
              <span className={styles["label"]}>{item.label}</span>
              {item.isLoading ? <span className={styles["note"]}>{t("kit.loading")}</span> : null}
              {item.note === undefined || item.isLoading ? null : <span className={styles["note"]}>{item.note}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}
