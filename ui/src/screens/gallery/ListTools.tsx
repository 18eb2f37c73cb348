// The order and the shape of the hits.
import { LayoutGrid, Rows3 } from "lucide-react";
import { memo } from "react";
import type { ReactNode } from "react";
import type { GallerySort } from "~/bridge/generated/contract";
import { ToggleButton } from "~/kit/Button";
import { Select } from "~/kit/Select";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import styles from "./GalleryScreen.module.css";
import type { HitShape } from "./Hit";

const sortNames = {
  relevance: "gallery.sortRelevance",
  pulls: "gallery.sortPulls",
  updated: "gallery.sortUpdated",
  name: "gallery.sortName",
} as const satisfies Record<GallerySort, PlainKey>;

/** The order that a text of the address names. */
export function readSort(text: string): GallerySort {
  return text in sortNames ? (text as GallerySort) : "relevance";
}

export interface ListToolsProps {
  sort: GallerySort;
  onSortChange: (sort: GallerySort) => void;
  shape: HitShape;
  onShapeChange: (shape: HitShape) => void;
}

function DrawnTools({ sort, onSortChange, shape, onShapeChange }: ListToolsProps): ReactNode {
  const { t } = useMessages();
  return (
    <>
      <div className={styles["sort"]}>
        <Select
          label={t("gallery.sort")}
          hideLabel
          value={sort}
          onChange={onSortChange}
          choices={(Object.keys(sortNames) as GallerySort[]).map((value) => ({ value, label: t(sortNames[value]) }))}
        />
      </div>
      <div role="group" aria-label={t("gallery.shape")} className={styles["shape"]}>
        <ToggleButton icon={LayoutGrid} label={t("gallery.asCards")} isOn={shape === "cards"} onChange={() => onShapeChange("cards")} />
        <ToggleButton icon={Rows3} label={t("gallery.asRows")} isOn={shape === "rows"} onChange={() => onShapeChange("rows")} />
      </div>
    </>
  );
}

// While one types, nothing here changes.
export const ListTools = memo(DrawnTools);
