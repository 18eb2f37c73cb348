// What is selected, as rows: those that are loaded at once, the others fetched when something is done with them.

import type { ImageRow, ListImages } from "~/bridge/generated/contract";
import type { ReplyOf, RequestOf } from "~/bridge/host";
import { eachIndex } from "~/lib/index_ranges";
import type { IndexRanges } from "~/lib/index_ranges";

/** The selected rows that are loaded, at most `most` of them. */
export function loadedRows(selection: IndexRanges, rowAt: (index: number) => ImageRow | undefined, most: number): ImageRow[] {
  const rows: ImageRow[] = [];
  for (const index of eachIndex(selection)) {
    const row = rowAt(index);
    if (row) rows.push(row);
    if (rows.length >= most) break;
  }
  return rows;
}

const pageLength = 200;

/** Asks for a window of images, using what is kept. */
type AskImages = (command: "list_images", request: RequestOf<"list_images">) => Promise<ReplyOf<"list_images">>;

/** Every selected row; what is not loaded is asked for, page by page. */
export async function readSelection(
  ask: AskImages,
  question: Omit<ListImages, "offset" | "limit">,
  selection: IndexRanges,
  rowAt: (index: number) => ImageRow | undefined,
): Promise<ImageRow[]> {
  const rows: ImageRow[] = [];
  let page: { offset: number; rows: readonly ImageRow[] } = { offset: 0, rows: [] };
  for (const index of eachIndex(selection)) {
    let row = rowAt(index) ?? page.rows[index - page.offset];
    if (!row) {
      const offset = Math.floor(index / pageLength) * pageLength;
      const answer = await ask("list_images", { ...question, offset, limit: pageLength });
      page = { offset, rows: answer.rows };
      row = page.rows[index - offset];
    }
    // The list can have become shorter since: there is nothing there to act on.
    if (row) rows.push(row);
  }
  return rows;
}

/** What the selected rows have in all; sizes of distinct images, unknown ones counted apart. */
export interface Totals {
  images: number;
  tags: number;
  size: number;
  unknownSizes: number;
}

export function sumRows(rows: readonly ImageRow[]): Totals {
  const seen = new Set<string>();
  const totals: Totals = { images: 0, tags: 0, size: 0, unknownSizes: 0 };
  for (const row of rows) {
    totals.tags += row.tagCount;
    // Rows of one tag each can be of one image.
    const image = row.digest ?? row.key;
    if (seen.has(image)) continue;
    seen.add(image);
    totals.images += 1;
    if (row.size === null) totals.unknownSizes += 1;
    else totals.size += row.size;
  }
  return totals;
}
