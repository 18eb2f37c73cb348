// One row of a grid: cells, or their skeleton while it is being loaded.
import { memo } from "react";
import type { ReactNode } from "react";
import { classNames } from "~/lib/class_names";
import styles from "./VirtualGrid.module.css";
import type { GridColumn } from "./VirtualGrid";

/** The id of a row, by which the grid says where the keyboard is. */
export function rowId(grid: string, index: number): string {
  return `${grid}-row-${String(index)}`;
}

interface GridRowProps<Row> {
  grid: string;
  index: number;
  row: Row | undefined;
  columns: readonly GridColumn<Row>[];
  isSelected: boolean;
  isActive: boolean;
  toneOf: ((row: Row) => "muted" | "loss" | undefined) | undefined;
}

function DrawnRow<Row>({ grid, index, row, columns, isSelected, isActive, toneOf }: GridRowProps<Row>): ReactNode {
  const tone = row === undefined ? undefined : toneOf?.(row);
  return (
    <div
      role="row"
      id={rowId(grid, index)}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-busy={row === undefined ? true : undefined}
      className={classNames(styles["row"], isActive && styles["active"], tone && styles[tone])}
      style={{ top: index * 32 }}
    >
      {columns.map((column, place) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={place + 1}
          className={classNames(styles["cell"], column.align === "end" && styles["end"])}
        >
          {row === undefined ? (
            <span className={styles["bone"]} style={{ width: `${String(35 + ((index * 7 + place * 13) % 40))}%` }} />
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  );
}

// memo loses the type parameter; the cast gives it back.
export const GridRow = memo(DrawnRow) as typeof DrawnRow;
