// The hits, drawn where they are in view, and the menu of the one it was asked for.
import { memo, useCallback, useState } from "react";
import type { ReactNode, Ref } from "react";
import type { GalleryHit, ListingCard } from "~/bridge/generated/contract";
import { ContextMenu } from "~/kit/Menu";
import type { MenuEntries, Point } from "~/kit/Menu";
import { VirtualTiles } from "~/kit/VirtualTiles";
import type { VirtualTilesControl } from "~/kit/VirtualTiles";
import { useMessages } from "~/messages/Messages";
import { Hit, hitHeights } from "./Hit";
import type { HitShape } from "./Hit";
import styles from "./GalleryScreen.module.css";

/** A card narrower than this says too little. */
const leastCardWidth = 340;

export interface HitListProps {
  id: string;
  shape: HitShape;
  total: number;
  hitAt: (index: number) => GalleryHit | undefined;
  onVisibleRange: (first: number, last: number) => void;
  active: number | undefined;
  onActiveChange: (active: number | undefined) => void;
  onOpen: (index: number, how: "here" | "aside") => void;
  onLeave: () => void;
  onBookmark: (card: ListingCard) => void;
  entries: (index: number) => MenuEntries;
  control: Ref<VirtualTilesControl>;
}

function DrawnHitList({ id, shape, hitAt, entries, ...props }: HitListProps): ReactNode {
  const { t } = useMessages();
  const { onBookmark } = props;
  const draw = useCallback((index: number, isActive: boolean) => <Hit hit={hitAt(index)} shape={shape} isActive={isActive} onBookmark={onBookmark} />, [hitAt, shape, onBookmark]);
  const [menu, setMenu] = useState<{ index: number; at: Point }>();
  return (
    <div className={styles["hits"]}>
      <VirtualTiles
        ref={props.control}
        id={id}
        label={t("gallery.hits")}
        count={props.total}
        height={hitHeights[shape]}
        leastWidth={shape === "cards" ? leastCardWidth : undefined}
        draw={draw}
        onVisibleRange={props.onVisibleRange}
        active={props.active}
        onActiveChange={props.onActiveChange}
        onOpen={props.onOpen}
        onContextMenu={(index, at) => {
          props.onActiveChange(index);
          setMenu({ index, at });
        }}
        onLeave={props.onLeave}
      />
      <ContextMenu label={t("gallery.actions")} at={menu?.at} entries={menu ? entries(menu.index) : []} onClose={() => setMenu(undefined)} />
    </div>
  );
}

export const HitList = memo(DrawnHitList);
