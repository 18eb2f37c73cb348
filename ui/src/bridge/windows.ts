// Feeds a grid from a list that the host hands out in windows: asks for what is in view, and keeps what was seen.
import { useQueries, useQueryClient } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { FailedCall, ReplyOf, RequestOf } from "./host";
import { useHost } from "./queries";

/** The commands that answer with a window of rows. */
export type WindowCommand = "list_images" | "list_repositories" | "list_activities";

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

/** The rows of a question, loaded by pages of 200 as they come into view. */
export function useRowWindow<C extends WindowCommand>(command: C, question: Question<C>): RowWindow<C> {
  const host = useHost();
  const client = useQueryClient();
  const [range, setRange] = useState({ first: 0, last: 0 });
  const onVisibleRange = useCallback((first: number, last: number) => {
    const next = { first: Math.floor(first / pageLength), last: Math.floor(last / pageLength) };
    setRange((before) => (before.first === next.first && before.last === next.last ? before : next));
  }, []);

  const wanted = Array.from({ length: range.last - range.first + 1 }, (_, place) => range.first + place);
  const answers: Answers<C> = useQueries({
    queries: wanted.map((page) => {
      // The generated request is the question with its window; TypeScript can't see that through Omit.
      const request = { ...question, offset: page * pageLength, limit: pageLength } as unknown as RequestOf<C>;
      return {
        queryKey: [command, request],
        queryFn: ({ signal }: { signal: AbortSignal }): Promise<ReplyOf<C>> => host.call(command, request, signal),
      };
    }),
    combine: combine<C>,
  });

  // Until the first rows of a new question come, those of the one before stay: nothing jumps while one types.
  const [kept, setKept] = useState(answers);
  if (answers.head !== undefined && answers !== kept) setKept(answers);
  const { head, pages } = answers.head === undefined ? kept : answers;

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
    total: head?.total ?? 0,
    rowAt,
    onVisibleRange,
    head,
    isLoading: head === undefined && answers.isPending,
    isFetching: answers.isFetching,
    failure: answers.failure,
    refetch,
  };
}
