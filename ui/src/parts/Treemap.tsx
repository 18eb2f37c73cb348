// Amounts as a field of tiles, each as large as its share; what is its alone is filled. A tile can be pressed.
import { useMemo } from "react";
import type { ReactNode } from "react";
import { classNames } from "~/lib/class_names";
import { layOut } from "~/lib/treemap";
import styles from "./Treemap.module.css";

export interface TreemapItem {
  id: string;
  name: string;
  /** Under the name where there is room, and on hover. */
  detail: string;
  amount: number;
  /** The part of the amount that is its alone, 0 to 1. */
  own: number;
}

export interface TreemapProps {
  label: string;
  items: readonly TreemapItem[];
  selected: string | null;
  onPress: (id: string) => void;
}

/** More tiles than this can't be told apart. */
const most = 120;
/** The field's width by its height, as the style sheet has it. */
const ratio = 2.4;

export function Treemap({ label, items, selected, onPress }: TreemapProps): ReactNode {
  const tiles = useMemo(() => {
    const largest = items.toSorted((one, other) => other.amount - one.amount).slice(0, most);
    return layOut(largest, (item) => item.amount, ratio);
  }, [items]);
  return (
    <div role="group" aria-label={label} className={styles["field"]}>
      {tiles.map(({ item, left, top, width, height }) => (
        <button
          key={item.id}
          type="button"
          className={classNames(styles["tile"], item.id === selected && styles["selected"])}
          aria-pressed={item.id === selected}
          aria-label={`${item.name}, ${item.detail}`}
          title={`${item.name}\n${item.detail}`}
          style={{ left: `${left * 100}%`, top: `${top * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` }}
          onClick={() => onPress(item.id)}
        >
          <span className={styles["face"]}>
            <span aria-hidden="true" className={styles["own"]} style={{ height: `${item.own * 100}%` }} />
            {width > 0.06 && height > 0.08 ? (
              <span aria-hidden="true" className={styles["words"]}>
                <span className={styles["name"]}>{item.name}</span>
                {height > 0.16 ? <span className={styles["detail"]}>{item.detail}</span> : null}
              </span>
            ) : null}
          </span>
        </button>
      ))}
    </div>
  );
}
