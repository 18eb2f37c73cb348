// The hits as they are drawn: those of the answer, or those before it while they are being read.
import { useCallback, useRef, useState } from "react";
import type { GalleryHit, GalleryWindow } from "~/bridge/generated/contract";
import { useHits } from "~/bridge/hits";
import type { HitPages, HitQuestion } from "~/bridge/hits";
import { hitIn, settleHits } from "./steady_hits";
import type { InView, SteadyHits } from "./steady_hits";

export interface DrawnHits extends Omit<HitPages, "pages"> {
  head: GalleryWindow | undefined;
  total: number;
  hitAt: (index: number) => GalleryHit | undefined;
  /** How many more there are than are shown; 0 for a mere change of order; undefined when all is shown. */
  waiting: number | undefined;
  /** Shows what waits. */
  showWaiting: () => void;
}

interface Drawn extends SteadyHits {
  question: HitQuestion;
  answer: readonly GalleryWindow[];
}

export function useSteadyHits(question: HitQuestion | undefined): DrawnHits | undefined {
  const hits = useHits(question);
  const view = useRef<InView>({ first: 0, last: -1 });
  const [drawn, setDrawn] = useState<Drawn>();
  const showWaiting = useCallback(() => setDrawn((before) => before && { ...before, pages: before.answer, isHeld: false }), []);
  const tellRange = hits?.onVisibleRange;
  const onVisibleRange = useCallback(
    (first: number, last: number) => {
      view.current = { first, last };
      tellRange?.(first, last);
    },
    [tellRange],
  );

  let now = drawn;
  if (hits && (drawn?.answer !== hits.pages || drawn.question !== hits.question)) {
    const isSame = drawn?.question === hits.question;
    const settled = isSame ? settleHits(drawn.pages, hits.pages, view.current) : { pages: hits.pages, isHeld: false };
    now = { ...settled, question: hits.question, answer: hits.pages };
    setDrawn(now);
  }
  const pages = now?.pages;
  const hitAt = useCallback((index: number) => (pages ? hitIn(pages, index) : undefined), [pages]);
  if (!hits || !now) return undefined;
  const head = now.pages[0];
  const waiting = now.isHeld ? Math.max(0, (now.answer[0]?.total ?? 0) - (head?.total ?? 0)) : undefined;
  return { ...hits, onVisibleRange, head, total: head?.total ?? 0, hitAt, waiting, showWaiting };
}
