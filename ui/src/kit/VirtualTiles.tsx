// Tiles of one height in as many columns as there is room for, however many there are: it draws those in view and
// asks for no others. The sibling of VirtualGrid for things that are not rows of figures.
import { startTransition, useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent, MouseEvent, ReactNode, Ref } from "react";
import { drawnHeight, followScroll, scrollInto, scrollStart } from "~/lib/long_scroll";
import type { LongScroll } from "~/lib/long_scroll";
import type { Point } from "./Menu";
import styles from "./VirtualTiles.module.css";

/** Lines drawn before and behind those in view. */
const overscan = 2;
/** Pixels above the first line and below the last. */
const edge = 8;

export interface VirtualTilesControl {
  /** Goes on as if the key had been pressed here; true when it meant something. For a box that keeps the focus. */
  press: (key: TilesKey) => boolean;
  scrollToTop: () => void;
  focus: () => void;
}

export interface TilesKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

export interface VirtualTilesProps {
  label: string;
  /** The id of the list, for `aria-controls`; a tile's is `tileId(id, index)`. */
  id: string;
  count: number;
  /** Pixels, the gap below included. */
  height: number;
  /** The least width of a tile; one column where absent. */
  leastWidth?: number | undefined;
  /** What a tile shows. Nothing in it takes the keyboard. */
  draw: (index: number, isActive: boolean) => ReactNode;
  /** Which tiles are drawn, so that they can be loaded. */
  onVisibleRange?: ((first: number, last: number) => void) | undefined;
  /** Where the keyboard is. */
  active: number | undefined;
  onActiveChange: (active: number | undefined) => void;
  /** Enter or a press; `aside` with Ctrl, or by the middle button. */
  onOpen: (index: number, how: "here" | "aside") => void;
  onContextMenu?: ((index: number, at: Point) => void) | undefined;
  /** A letter was typed here, or the upper edge was left: they belong to the box above. */
  onLeave?: (() => void) | undefined;
  ref?: Ref<VirtualTilesControl>;
}

/** The id of a tile, by which the list says where the keyboard is. */
export function tileId(list: string, index: number): string {
  return `${list}-${String(index)}`;
}

/** The tile that an event happened in. */
function indexOf(target: EventTarget): number | undefined {
  const tile = target instanceof Element ? target.closest("[data-index]") : null;
  const index = Number(tile?.getAttribute("data-index") ?? Number.NaN);
  return Number.isNaN(index) ? undefined : index;
}

/** Whether the press is on a control of the tile's own. */
const isOnControl = (target: EventTarget): boolean => target instanceof Element && target.closest("[data-tile-control]") !== null;

/** Where a key leads: a tile, `undefined` for above the first, or `null` when it leads nowhere. */
export function tileAfterKey(key: TilesKey, active: number | undefined, count: number, columns: number, page: number): number | undefined | null {
  if (count === 0 || key.altKey) return null;
  const last = count - 1;
  const mod = key.ctrlKey || key.metaKey;
  if (mod && key.key === "Home") return 0;
  if (mod && key.key === "End") return last;
  if (mod) return null;
  switch (key.key) {
    case "ArrowDown":
      // From the last but one line one comes to the end of a last line that is shorter.
      if (active === undefined) return 0;
      if (active + columns <= last) return active + columns;
      return Math.floor(active / columns) === Math.floor(last / columns) ? active : last;
    case "ArrowUp":
      if (active === undefined) return null;
      return active < columns ? undefined : active - columns;
    case "ArrowRight":
      return active === undefined || columns === 1 ? null : Math.min(active + 1, last);
    case "ArrowLeft":
      return active === undefined || columns === 1 ? null : Math.max(active - 1, 0);
    case "PageDown":
      return Math.min((active ?? 0) + page * columns, last);
    case "PageUp":
      return active === undefined ? null : Math.max(active - page * columns, active % columns);
    default:
      return null;
  }
}

/** What is out of view is drawn anew in the pause after what is in view. */
const pause = 100;

/** The way to draw what is out of view: the one from before until there is a pause. */
function useLater(draw: VirtualTilesProps["draw"]): VirtualTilesProps["draw"] {
  const [later, setLater] = useState(() => draw);
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setLater(() => draw)), pause);
    return () => clearTimeout(timer);
  }, [draw]);
  return later;
}

interface Size {
  width: number;
  height: number;
}

export function VirtualTiles({ ref, ...props }: VirtualTilesProps): ReactNode {
  const { id, label, count, height, leastWidth, draw, onVisibleRange, active, onActiveChange, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const [scroll, setScroll] = useState<LongScroll>(scrollStart);

  const columns = leastWidth === undefined ? 1 : Math.max(1, Math.floor((size.width - 2 * edge) / leastWidth));
  const lines = Math.ceil(count / columns);
  const extent = { whole: Math.max(lines * height + 2 * edge, size.height), view: size.height };
  const firstLine = Math.max(0, Math.floor((scroll.top - edge) / height) - overscan);
  const lastLine = Math.min(lines - 1, Math.ceil((scroll.top + size.height) / height) + overscan);
  const first = firstLine * columns;
  const last = Math.min(count, (lastLine + 1) * columns) - 1;
  const page = Math.max(1, Math.floor(size.height / height) - 1);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = (): void => setSize({ width: element.offsetWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (last >= first && size.height > 0) onVisibleRange?.(first, last);
  }, [first, last, size.height, onVisibleRange]);

  const show = (index: number): void => {
    const from = Math.floor(index / columns) * height;
    const next = scrollInto(scroll, from, from + height + 2 * edge, extent);
    if (next === scroll) return;
    setScroll(next);
    scroller.current?.scrollTo({ top: next.scrollTop });
  };
  // A place that no key of ours led to, such as the hit that was open before, is shown as soon as it is there.
  const isPlaced = active !== undefined && active < count && size.height > 0;
  const showOnce = useEffectEvent(() => {
    if (active !== undefined) show(active);
  });
  useEffect(() => {
    if (!isPlaced) return undefined;
    const frame = requestAnimationFrame(() => showOnce());
    return () => cancelAnimationFrame(frame);
  }, [isPlaced]);

  const openMenu = (index: number): void => {
    const place = document.getElementById(tileId(id, index))?.getBoundingClientRect();
    props.onContextMenu?.(index, { x: (place?.left ?? 0) + 48, y: (place?.top ?? 0) + 40 });
  };

  const press = (key: TilesKey): boolean => {
    const next = tileAfterKey(key, active, count, columns, page);
    if (next !== null) {
      onActiveChange(next);
      if (next === undefined) props.onLeave?.();
      else show(next);
    } else if (active !== undefined && active < count && key.key === "Enter") {
      onOpen(active, key.ctrlKey || key.metaKey || key.altKey ? "aside" : "here");
    } else if (active !== undefined && active < count && (key.key === "ContextMenu" || (key.key === "F10" && key.shiftKey))) openMenu(active);
    else return false;
    return true;
  };

  useImperativeHandle(ref, () => ({
    press,
    scrollToTop() {
      setScroll(scrollStart);
      scroller.current?.scrollTo({ top: 0 });
    },
    focus: () => scroller.current?.focus(),
  }));

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget) return;
    if (press(event)) event.preventDefault();
    else if (Array.from(event.key).length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) props.onLeave?.();
  };

  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    if (index === undefined || isOnControl(event.target) || event.button > 1) return;
    onOpen(index, event.button === 1 || event.ctrlKey || event.metaKey ? "aside" : "here");
  };

  // What is drawn stands where its line is, moved by how far the element and the list have come apart.
  const shift = scroll.scrollTop - scroll.top + edge;
  const drawLater = useLater(draw);
  const firstInView = Math.floor((scroll.top - edge) / height);
  const lastInView = Math.floor((scroll.top - edge + size.height) / height);
  const rows: ReactNode[] = [];
  for (let line = firstLine; line <= lastLine; line += 1) {
    const from = line * columns;
    const isInView = line >= firstInView && line <= lastInView;
    rows.push(
      <div key={line} role="row" aria-rowindex={line + 1} className={styles["line"]} style={{ top: line * height + shift, height, gridTemplateColumns: `repeat(${String(columns)}, minmax(0, 1fr))` }}>
        {Array.from({ length: Math.min(columns, count - from) }, (_, place) => {
          const index = from + place;
          return (
            <div key={index} role="gridcell" id={tileId(id, index)} data-index={index} aria-colindex={place + 1} aria-selected={index === active} className={styles["tile"]}>
              {(isInView ? draw : drawLater)(index, index === active)}
            </div>
          );
        })}
      </div>,
    );
  }

  return (
    <div
      ref={scroller}
      id={id}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={lines}
      aria-colcount={columns}
      aria-activedescendant={active === undefined || active >= count ? undefined : tileId(id, active)}
      className={styles["tiles"]}
      onScroll={(event) => {
        const next = event.currentTarget.scrollTop;
        setScroll((before) => (next === before.scrollTop ? before : followScroll(before, next, extent)));
      }}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onAuxClick={onClick}
      onMouseDown={(event) => {
        // The middle button opens; it is not to begin scrolling. The others leave the focus where it is.
        if (event.button === 1 || indexOf(event.target) !== undefined) event.preventDefault();
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        const index = indexOf(event.target);
        if (index !== undefined) props.onContextMenu?.(index, { x: event.clientX, y: event.clientY });
      }}
    >
      <div role="presentation" className={styles["whole"]} style={{ height: drawnHeight(extent) }}>
        {rows}
      </div>
    </div>
  );
}
