// Keeps hits where they are read while the index changes behind them: what would move them waits for a press. Pure.
import type { GalleryHit, GalleryWindow } from "~/bridge/generated/contract";

/** The hits that are in view, by place. */
export interface InView {
  first: number;
  last: number;
}

export interface SteadyHits {
  pages: readonly GalleryWindow[];
  /** The answer is otherwise arranged than what is shown. */
  isHeld: boolean;
}

/** The hit at a place, if its page is loaded. */
export function hitIn(pages: readonly GalleryWindow[], index: number): GalleryHit | undefined {
  const page = pages.find((each) => index >= each.offset && index < each.offset + each.hits.length);
  return page?.hits[index - page.offset];
}

/** Whether the first of what is in view would change its place. */
function moves(shown: readonly GalleryWindow[], answer: readonly GalleryWindow[], { first, last }: InView): boolean {
  for (let index = first; index <= last; index += 1) {
    const before = hitIn(shown, index);
    if (!before) continue;
    const after = hitIn(answer, index);
    // A page that is not there any more is loaded again when it is looked at.
    if (after ? after.card.reference !== before.card.reference : answer.some((page) => index >= page.total)) return true;
  }
  return false;
}

/**
 * What to show of a new answer to the same question. Where nothing in view moves, the answer itself; otherwise what
 * was shown, each hit with what is known of it by now.
 */
export function settleHits(shown: readonly GalleryWindow[], answer: readonly GalleryWindow[], view: InView): SteadyHits {
  if (!moves(shown, answer, view)) return { pages: answer, isHeld: false };
  const latest = new Map(answer.flatMap((page) => page.hits).map((hit) => [hit.card.reference, hit]));
  const total = shown[0]?.total ?? 0;
  const pages = answer.map((page) => {
    const before = shown.find((each) => each.offset === page.offset);
    if (!before) return { ...page, total };
    return { ...before, hits: before.hits.map((hit) => latest.get(hit.card.reference) ?? hit) };
  });
  return { pages, isHeld: true };
}
