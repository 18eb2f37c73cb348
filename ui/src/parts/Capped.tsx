// Draws the first of many items and a button for the rest, so that no manifest can flood the window.

import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "~/kit/Button";
import { useMessages } from "~/messages/Messages";

export interface CappedProps<Item> {
  items: readonly Item[];
  /** How many are drawn at first. */
  room: number;
  children: (shown: readonly Item[]) => ReactNode;
}

/** The first `room` items, then as many again with each press. */
export function Capped<Item>({ items, room, children }: CappedProps<Item>): ReactNode {
  const { t } = useMessages();
  const [pages, setPages] = useState(1);
  const shown = items.length > room * pages ? items.slice(0, room * pages) : items;
  return (
    <>
      {children(shown)}
      {shown.length < items.length && (
        <div>
          <Button tone="quiet" onPress={() => setPages(pages * 2)}>
            {t("image.showMore", { shown: shown.length, count: items.length })}
          </Button>
        </div>
      )}
    </>
  );
}
