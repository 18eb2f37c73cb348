// The selected rows for words and totals: those that are loaded at once, and of a selection of some hundred also the others.

import { useEffect, useMemo, useState } from "react";
import type { ImageRow, ListImages } from "~/bridge/generated/contract";
import { useAskOnce } from "~/bridge/queries";
import type { IndexRanges } from "~/lib/index_ranges";
import { loadedRows, readSelection } from "./selection";

/** More rows than this are not looked at: what is said of them is said without totals. */
export const lookedAt = 500;

interface Read {
  selection: IndexRanges;
  rowAt: (index: number) => ImageRow | undefined;
  rows: readonly ImageRow[];
}

export function useSelectedRows(
  question: Omit<ListImages, "offset" | "limit">,
  selection: IndexRanges,
  rowAt: (index: number) => ImageRow | undefined,
): readonly ImageRow[] {
  const askOnce = useAskOnce();
  const [read, setRead] = useState<Read>();
  const loaded = useMemo(() => loadedRows(selection, rowAt, lookedAt), [selection, rowAt]);
  const isPartial = loaded.length < selection.size && selection.size <= lookedAt;
  useEffect(() => {
    if (!isPartial) return undefined;
    let isWanted = true;
    readSelection(askOnce, question, selection, rowAt).then(
      (rows) => {
        if (isWanted) setRead({ selection, rowAt, rows });
      },
      // The grid itself tells what went wrong with the list.
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [askOnce, question, selection, rowAt, isPartial]);
  return isPartial && read?.selection === selection && read.rowAt === rowAt ? read.rows : loaded;
}
