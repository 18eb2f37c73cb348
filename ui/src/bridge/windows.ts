// Feeds a grid from a list that the host hands out in windows: asks for what is in view, and keeps what was seen.
import { useQueries, useQueryClient } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { FailedCall, ReplyOf, RequestOf } from "./host";
import { useHost } from "./queries";

/** The commands that answer with a window of rows. */
export type WindowCommand = "list_images" | "list_repositories" | "list_activities" | "list_listing_tags";

type RowOf<C extends WindowCommand> = ReplyOf<C>["rows"][number];
/** The question without its window. */
export type Question<C extends WindowCommand> = Omit<RequestOf<C>, "offset" | "limit">;

const pageLength = 200;

export interface RowWindow<C extends WindowCommand> {
  /** How many rows there are; 0 until the first answer. */
  total: number;
  rowAt: (index: number) => RowOf<C> | undefined;
  /** To be told which rows are in view. */
  onVisibleRange: (first: number, last: number) => void;
  /** The latest answer whatever its rows: totals, age, problem. */
  head: ReplyOf<C> | undefined;
  /** The question that the rows answer; it changes when the first rows of a new one are there. */
  shown: string;
  /** No answer yet. */
  isLoading: boolean;
  /** The answer shown is of the question before, or being refreshed. */
  isFetching: boolean;
  failure: FailedCall | undefined;
  refetch: () => void;
}

interface Answers<C extends WindowCommand> {
  head: ReplyOf<C> | undefined;
  pages: readonly ReplyOf<C>[];
  isPending: boolean;
  isFetching: boolean;
  failure: FailedCall | undefined;
}

function combine<C extends WindowCommand>(results: readonly UseQueryResult<ReplyOf<C>, FailedCall>[]): Answers<C> {
  const pages = results.map((result) => result.data).filter((data) => data !== undefined);
  return {
    head: pages[0],
    pages,
    isPending: results.some((result) => result.isPending),
    isFetching: results.some((result) => result.isFetching),
    failure: results.find((result) => result.error !== null)?.error ?? undefined,
  };
}

/** Rows before and behind those in view that are asked for too, so that scrolling meets rows and not their bones. */
const margin = 100;

interface Range {
  /** Which question the rows in view belong to. */
  question: string;
  first: number;
  last: number;
}

interface Kept<C extends WindowCommand> {
  question: string;
  answers: Answers<C>;
}

/** The rows of a question, loaded by pages of 200 as they come into view. */
export function useRowWindow<C extends WindowCommand>(command: C, question: Question<C>): RowWindow<C> {
  const host = useHost();
  const client = useQueryClient();
  const asked = JSON.stringify(question);
  const [range, setRange] = useState<Range>({ question: asked, first: 0, last: 0 });
  // A new question begins at its top, wherever the one before was looked at.
  const { first, last } = range.question === asked ? range : { first: 0, last: 0 };

  const answers: Answers<C> = useQueries({
    queries: Array.from({ length: last - first + 1 }, (_, place) => {
      // The generated request is the question with its window; TypeScript can't see that through Omit.
      const request = { ...question, offset: (first + place) * pageLength, limit: pageLength } as unknown as RequestOf<C>;
      return {
        queryKey: [command, request],
        queryFn: ({ signal }: { signal: AbortSignal }): Promise<ReplyOf<C>> => host.call(command, request, signal),
      };
    }),
    combine: combine<C>,
  });

  // Until the first rows of a new question come, those of the one before stay: nothing jumps while one types.
  const [kept, setKept] = useState<Kept<C>>({ question: asked, answers });
  if (answers.head !== undefined && (answers !== kept.answers || asked !== kept.question)) setKept({ question: asked, answers });
  const shown = answers.head === undefined ? kept : { question: asked, answers };
  const { head, pages } = shown.answers;
  const total = head?.total ?? 0;

  const view = useRef({ question: shown.question, total });
  useEffect(() => {
    view.current = { question: shown.question, total };
  });
  const onVisibleRange = useCallback((firstRow: number, lastRow: number) => {
    const { question: seen, total: count } = view.current;
    const next = {
      question: seen,
      first: Math.floor(Math.max(0, firstRow - margin) / pageLength),
      last: Math.floor(Math.max(firstRow, Math.min(count - 1, lastRow + margin)) / pageLength),
    };
    setRange((before) =>
      before.question === next.question && before.first === next.first && before.last === next.last ? before : next,
    );
  }, []);

  const rowAt = useMemo(() => {
    const byOffset = new Map<number, readonly RowOf<C>[]>(pages.map((page) => [page.offset, page.rows]));
    return (index: number): RowOf<C> | undefined => {
      const offset = Math.floor(index / pageLength) * pageLength;
      return byOffset.get(offset)?.[index - offset];
    };
  }, [pages]);
  const refetch = useCallback(() => {
    void client.refetchQueries({ queryKey: [command], type: "active" });
  }, [client, command]);

  return {
    total,
    rowAt,
    onVisibleRange,
    head,
    shown: shown.question,
    isLoading: head === undefined && answers.isPending,
    isFetching: answers.isFetching,
    failure: answers.failure,
    refetch,
  };
}
