// The head of a grid: names, the order, and the widths of its columns.
import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, useRef } from "react";
import type { KeyboardEvent, PointerEvent, ReactNode } from "react";
import { classNames } from "~/lib/class_names";
import { useMessages } from "~/messages/Messages";
import { Icon } from "./Icon";
import styles from "./VirtualGrid.module.css";
import type { GridColumn, GridSort } from "./VirtualGrid";

const leastWidth = 48;
const mostWidth = 1200;

interface GridHeaderProps<Row> {
  columns: readonly GridColumn<Row>[];
  sort: GridSort | undefined;
  onSortChange: ((sort: GridSort) => void) | undefined;
  widths: Readonly<Record<string, number>>;
  onWidthsChange: (widths: Readonly<Record<string, number>>) => void;
}

function DrawnHeader<Row>({ columns, sort, onSortChange, widths, onWidthsChange }: GridHeaderProps<Row>): ReactNode {
  const setWidth = (column: GridColumn<Row>, width: number): void => {
    const least = column.minWidth ?? leastWidth;
    onWidthsChange({ ...widths, [column.id]: Math.round(Math.min(mostWidth, Math.max(least, width))) });
  };
  return (
    <div role="rowgroup" className={styles["header"]}>
      <div role="row" aria-rowindex={1} className={styles["headerRow"]}>
        {columns.map((column, place) => {
          const isSorted = sort?.column === column.id;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={place + 1}
              aria-label={column.label}
              aria-sort={isSorted ? (sort.descending ? "descending" : "ascending") : undefined}
              className={classNames(styles["headerCell"], column.align === "end" && styles["end"])}
            >
              {column.isSortable && onSortChange ? (
                <button
                  type="button"
                  className={styles["sort"]}
                  onClick={() => onSortChange({ column: column.id, descending: isSorted ? !sort.descending : false })}
                >
                  <span>{column.label}</span>
                  {isSorted ? <Icon icon={sort.descending ? ArrowDown : ArrowUp} size={12} /> : null}
                </button>
              ) : (
                <span className={styles["name"]}>{column.label}</span>
              )}
              <Resizer
                column={column.label}
                width={widths[column.id] ?? column.width}
                least={column.minWidth ?? leastWidth}
                onWidth={(width) => setWidth(column, width)}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

export const GridHeader = memo(DrawnHeader) as typeof DrawnHeader;

interface ResizerProps {
  column: string;
  width: number;
  least: number;
  onWidth: (width: number) => void;
}

function Resizer({ column, width, least, onWidth }: ResizerProps): ReactNode {
  const { t } = useMessages();
  const start = useRef({ x: 0, width: 0 });
  const drawnWidth = (element: HTMLElement): number => element.parentElement?.getBoundingClientRect().width || width;
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width: drawnWidth(event.currentTarget) };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) {
      onWidth(start.current.width + event.clientX - start.current.x);
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === "ArrowRight" ? 16 : event.key === "ArrowLeft" ? -16 : 0;
    if (step === 0) return;
    event.preventDefault();
    onWidth(drawnWidth(event.currentTarget) + step);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a separator with a value is a control
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("kit.columnWidth", { column })}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={mostWidth}
      className={styles["resizer"]}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
