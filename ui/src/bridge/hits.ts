// What the gallery found for a text, by pages as they come into view. The hits of the text before stay until the first
// of the new one are there, and a keystroke that was overtaken is cancelled.
import { useQueries } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { GallerySort, GalleryWindow } from "./generated/contract";
import type { FailedCall } from "./host";
import { useHost } from "./queries";

export interface HitQuestion {
  text: string;
  sort: GallerySort;
}

export interface HitPages {
  /** The question that is answered; the one before while the new one is under way. */
  question: HitQuestion;
  /** The windows that are loaded, in order. */
  pages: readonly GalleryWindow[];
  /** What is shown answers what is asked. */
  isCurrent: boolean;
  isFetching: boolean;
  failure: FailedCall | undefined;
  refetch: () => void;
  /** To be told which hits are in view. */
  onVisibleRange: (first: number, last: number) => void;
}

export const hitPageLength = 50;
/** Pages of texts that were typed on the way are not worth keeping for long. */
const kept = 60_000;

interface Answers {
  pages: readonly GalleryWindow[];
  isFetching: boolean;
  failure: FailedCall | undefined;
  results: readonly UseQueryResult<GalleryWindow, FailedCall>[];
}

function combine(results: UseQueryResult<GalleryWindow, FailedCall>[]): Answers {
  return {
    pages: results.map((result) => result.data).filter((page) => page !== undefined),
    isFetching: results.some((result) => result.isFetching),
    failure: results.find((result) => result.error !== null)?.error ?? undefined,
    results,
  };
}

/** The hits of a question; nothing is asked while there is none. */
export function useHits(question: HitQuestion | undefined): HitPages | undefined {
  const host = useHost();
  const { text, sort } = question ?? { text: undefined, sort: undefined };
  const asked = useMemo<HitQuestion | undefined>(() => (text === undefined ? undefined : { text, sort }), [text, sort]);
  const [range, setRange] = useState<{ of: HitQuestion | undefined; first: number; last: number }>({ of: asked, first: 0, last: 0 });
  // A new question begins at its top, wherever the one before was looked at.
  const { first, last } = range.of === asked ? range : { first: 0, last: 0 };

  const answers = useQueries({
    queries: asked
      ? Array.from({ length: last - first + 1 }, (_, place) => {
          const request = { ...asked, offset: (first + place) * hitPageLength, limit: hitPageLength, withFacets: false };
          return {
            queryKey: ["search_gallery", request],
            queryFn: ({ signal }: { signal: AbortSignal }): Promise<GalleryWindow> => host.call("search_gallery", request, signal),
            gcTime: kept,
          };
        })
      : [],
    combine,
  });

  const [before, setBefore] = useState<{ question: HitQuestion; pages: readonly GalleryWindow[] }>();
  const isAnswered = asked !== undefined && answers.pages.length > 0;
  if (isAnswered && (before?.question !== asked || before.pages !== answers.pages)) setBefore({ question: asked, pages: answers.pages });
  const shown = isAnswered ? { question: asked, pages: answers.pages } : before;

  const view = useRef({ of: shown?.question, total: 0 });
  useEffect(() => {
    view.current = { of: shown?.question, total: shown?.pages[0]?.total ?? 0 };
  });
  const onVisibleRange = useCallback((firstHit: number, lastHit: number) => {
    const { of, total } = view.current;
    const next = {
      of,
      first: Math.floor(Math.max(0, firstHit) / hitPageLength),
      last: Math.floor(Math.max(0, Math.min(lastHit, total - 1)) / hitPageLength),
    };
    setRange((was) => (was.of === next.of && was.first === next.first && was.last === next.last ? was : next));
  }, []);
  const { results } = answers;
  const refetch = useCallback(() => {
    for (const result of results) void result.refetch();
  }, [results]);

  if (asked === undefined) return undefined;
  return {
    question: shown?.question ?? asked,
    pages: shown?.pages ?? none,
    isCurrent: shown?.question === asked,
    isFetching: answers.isFetching,
    failure: answers.failure,
    refetch,
    onVisibleRange,
  };
}

const none: readonly GalleryWindow[] = [];
