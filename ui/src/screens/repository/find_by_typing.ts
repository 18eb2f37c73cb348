// Finds the row whose tag begins with what was typed on the grid. No drawing.

import type { ImageRow, ListImages } from "~/bridge/generated/contract";
import type { ReplyOf, RequestOf } from "~/bridge/host";

const pageLength = 200;
/** Further than this a filter is the better way. */
const pagesLookedAt = 10;

type AskImages = (command: "list_images", request: RequestOf<"list_images">) => Promise<ReplyOf<"list_images">>;

function begins(row: ImageRow | undefined, text: string): boolean {
  const wanted = text.toLowerCase();
  return row?.tags.some((tag) => tag.toLowerCase().startsWith(wanted)) ?? false;
}

/** The first row from `from` on that begins with the text, then from the top; undefined where none is near. */
export async function findByTyping(
  ask: AskImages,
  question: Omit<ListImages, "offset" | "limit">,
  rowAt: (index: number) => ImageRow | undefined,
  total: number,
  text: string,
  from: number,
): Promise<number | undefined> {
  const pages = Math.ceil(total / pageLength);
  const firstPage = Math.floor(Math.min(from, total - 1) / pageLength);
  for (let step = 0; step <= Math.min(pages, pagesLookedAt); step += 1) {
    const offset = ((firstPage + step) % Math.max(1, pages)) * pageLength;
    const end = Math.min(total, offset + pageLength);
    let fetched: readonly ImageRow[] | undefined;
    for (let index = step === 0 ? Math.max(from, offset) : offset; index < end; index += 1) {
      let row = rowAt(index) ?? fetched?.[index - offset];
      if (!row && !fetched) {
        // oxlint-disable-next-line no-await-in-loop -- each page is asked for only when the one before had nothing
        fetched = (await ask("list_images", { ...question, offset, limit: pageLength })).rows;
        row = fetched[index - offset];
      }
      if (begins(row, text)) return index;
    }
  }
  return undefined;
}
