// A grid of any length: it draws the rows in view and asks for no others. Where rows come from is the caller's.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, MouseEvent, ReactNode, Ref } from "react";
import { hasIndex } from "~/lib/index_ranges";
import { GridHeader } from "./GridHeader";
import { GridRow, rowId } from "./GridRow";
import { moveTo, positionAt, press, rowAfterKey, selectAll, startPosition, toggle } from "./grid_position";
import type { GridPosition, SelectionMode } from "./grid_position";
import { useTypeAhead } from "./type_ahead";
import styles from "./VirtualGrid.module.css";
import type { Point } from "./Menu";

export const rowHeight = 32;
const overscan = 8;

export interface GridColumn<Row> {
  id: string;
  label: string;
  /** Pixels at first; at least `minWidth`. */
  width: number;
  minWidth?: number;
  /** Its share of the width that is left over; none without. */
  grow?: number;
  align?: "start" | "end";
  isSortable?: boolean;
  /** What a row shows here. Nothing in it takes the keyboard: that is the grid's. */
  cell: (row: Row) => ReactNode;
}

export interface GridSort {
  column: string;
  descending: boolean;
}

export interface VirtualGridProps<Row> {
  label: string;
  columns: readonly GridColumn<Row>[];
  /** How many rows there are. */
  count: number;
  /** The row at a place, if it has been loaded; a skeleton is drawn for one that has not. */
  rowAt: (index: number) => Row | undefined;
  /** Says which rows are in view, a few more included, so that they can be loaded. */
  onVisibleRange?: (first: number, last: number) => void;
  sort?: GridSort | undefined;
  onSortChange?: (sort: GridSort) => void;
  selectionMode?: SelectionMode;
  position: GridPosition;
  onPositionChange: (position: GridPosition) => void;
  /** Enter or a double press. */
  onOpen?: (index: number) => void;
  /** A right press, the Menu key or Shift+F10; the row is part of the selection by then. */
  onContextMenu?: (index: number, at: Point) => void;
  /** Delete pressed on the selection. */
  onDelete?: () => void;
  /** The first row that begins with what was typed. */
  onTypeAhead?: (text: string) => number | undefined | Promise<number | undefined>;
  /** Pixel widths that the person chose, by column. */
  widths?: Readonly<Record<string, number>>;
  onWidthsChange?: (widths: Readonly<Record<string, number>>) => void;
  /** Shown in place of rows when there are none. */
  empty?: ReactNode;
  /** How a row differs from the others. */
  toneOf?: (row: Row) => "muted" | "loss" | undefined;
  /** Set where a new list begins: the grid goes back to its top. */
  listKey?: string;
  ref?: Ref<HTMLDivElement>;
}

/** The row that an event happened in. */
function indexOf(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest("[data-index]") : null;
  const index = Number(row?.getAttribute("data-index") ?? Number.NaN);
  return Number.isNaN(index) ? undefined : index;
}

/** The CSS grid columns for the widths chosen. */
function templateOf<Row>(columns: readonly GridColumn<Row>[], widths: Readonly<Record<string, number>>): string {
  return columns
    .map((column) => {
      const chosen = widths[column.id];
      if (chosen !== undefined) return `${String(chosen)}px`;
      if (column.grow === undefined) return `${String(column.width)}px`;
      return `minmax(${String(column.width)}px, ${String(column.grow)}fr)`;
    })
    .join(" ");
}

export function VirtualGrid<Row>({ ref, ...props }: VirtualGridProps<Row>): ReactNode {
  const { label, columns, count, rowAt, onVisibleRange, sort, position, onPositionChange, empty } = props;
  const mode = props.selectionMode ?? "multiple";
  const id = useId();
  const scroller = useRef<HTMLDivElement | null>(null);
  const [ownWidths, setOwnWidths] = useState<Readonly<Record<string, number>>>({});
  const widths = props.widths ?? ownWidths;
  const setWidths = props.onWidthsChange ?? setOwnWidths;
  const readTypeAhead = useTypeAhead();

  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollMargin: rowHeight,
    scrollPaddingStart: rowHeight,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? -1;

  useEffect(() => {
    if (last >= first) onVisibleRange?.(first, last);
  }, [first, last, onVisibleRange]);

  const listKey = props.listKey;
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [listKey]);

  // The count can shrink under a place that was kept.
  const active = position.active !== undefined && position.active < count ? position.active : undefined;

  const go = useCallback(
    (next: GridPosition) => {
      onPositionChange(next);
      if (next.active !== undefined) virtual.scrollToIndex(next.active, { align: "auto" });
    },
    [onPositionChange, virtual],
  );

  const openMenuByKey = (): void => {
    const index = active ?? 0;
    if (!props.onContextMenu || count === 0) return;
    const place = document.getElementById(rowId(id, index))?.getBoundingClientRect();
    if (!hasIndex(position.selection, index)) onPositionChange(positionAt(index));
    props.onContextMenu(index, { x: (place?.left ?? 0) + 32, y: place?.bottom ?? 0 });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget) return;
    const keys = { extend: event.shiftKey, keep: event.ctrlKey || event.metaKey };
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const text = readTypeAhead(event);
    const next = event.altKey ? undefined : rowAfterKey(event.key, active, count, page);
    if (next !== undefined) go(moveTo(position, next, keys, mode));
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) openMenuByKey();
    else if (event.key === "a" && keys.keep && mode === "multiple" && count > 0) go(selectAll(position, count));
    else if (event.key === "Escape" && position.selection.size > 0) onPositionChange({ ...startPosition, active });
    else if (event.key === "Enter" && active !== undefined) props.onOpen?.(active);
    else if (event.key === "Delete" && position.selection.size > 0 && props.onDelete) props.onDelete();
    else if (text !== undefined && props.onTypeAhead) {
      void Promise.resolve(props.onTypeAhead(text)).then((index) => {
        if (index !== undefined) go(positionAt(index));
      });
    } else if (event.key === " " && active !== undefined) go(toggle(position, active, mode));
    else return;
    event.preventDefault();
  };

  const held = useRef<number>(undefined);
  const onMouseDown = (event: MouseEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    if (index === undefined) return;
    const keys = { extend: event.shiftKey, keep: event.ctrlKey || event.metaKey };
    // A right press on what is selected keeps the selection: the menu is about all of it.
    if (event.button === 2 && hasIndex(position.selection, index)) onPositionChange({ ...position, active: index });
    else if (event.button === 2) onPositionChange(positionAt(index));
    else if (event.button === 0) {
      // A press on one of several may begin to drag all of them: it is the only one once it was let go there.
      const isOneOfSeveral = position.selection.size > 1 && hasIndex(position.selection, index) && !keys.extend && !keys.keep;
      held.current = isOneOfSeveral ? index : undefined;
      onPositionChange(isOneOfSeveral ? { ...position, active: index } : press(position, index, keys, mode));
    }
    if (event.shiftKey) event.preventDefault();
    scroller.current?.focus({ preventScroll: true });
  };

  const style = useMemo(
    () =>
      ({
        "--grid-columns": templateOf(columns, widths),
        "--grid-width": `${String(columns.reduce((sum, column) => sum + (widths[column.id] ?? column.width), 0))}px`,
      }) as Readonly<Record<string, string>>,
    [columns, widths],
  );
  // Drawn rows are kept and filled anew as the list moves past them: no element is made while scrolling.
  const slots = Math.max(1, last - first + 1 + 2);

  return (
    <div
      ref={(element) => {
        scroller.current = element;
        if (typeof ref === "function") ref(element);
        else if (ref) ref.current = element;
      }}
      role="grid"
      tabIndex={0}
      className={styles["grid"]}
      style={style}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-multiselectable={mode === "multiple"}
      aria-activedescendant={active === undefined ? undefined : rowId(id, active)}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onClick={(event) => {
        const index = held.current;
        held.current = undefined;
        if (index !== undefined && indexOf(event.target) === index) onPositionChange(positionAt(index));
      }}
      onDoubleClick={(event) => {
        const index = indexOf(event.target);
        if (index !== undefined) props.onOpen?.(index);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        const index = indexOf(event.target);
        if (index !== undefined) props.onContextMenu?.(index, { x: event.clientX, y: event.clientY });
      }}
    >
      <GridHeader
        columns={columns}
        sort={sort}
        onSortChange={props.onSortChange}
        widths={widths}
        onWidthsChange={setWidths}
      />
      {count === 0 && empty !== undefined ? (
        <div role="rowgroup">
          <div role="row">
            <div role="gridcell" aria-colspan={columns.length} className={styles["empty"]}>
              {empty}
            </div>
          </div>
        </div>
      ) : (
        <div role="rowgroup" className={styles["body"]} style={{ height: count * rowHeight }}>
          {items.map((item) => (
            <GridRow
              key={item.index % slots}
              grid={id}
              index={item.index}
              row={rowAt(item.index)}
              columns={columns}
              isSelected={hasIndex(position.selection, item.index)}
              isActive={item.index === active}
              toneOf={props.toneOf}
            />
          ))}
        </div>
      )}
    </div>
  );
}
