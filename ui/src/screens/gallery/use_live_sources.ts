// Asks the live sources what the index may lack, a moment after typing stopped. Their answers come by the index.
import { useEffect } from "react";
import type { GallerySource, SourceProblem } from "~/bridge/generated/contract";
import type { Host } from "~/bridge/host";
import { useAsk, useHost } from "~/bridge/queries";
import { wordsOf } from "~/lib/search_text";
import { useRested } from "./use_rested";

/** Every letter is no question to somebody else's server. */
const rest = 400;
/** Fewer letters than this mean nothing to a source. */
const least = 2;

export interface LiveSources {
  /** Those that are asked for a text. */
  asked: readonly GallerySource[];
  isAsking: boolean;
  isAnswered: boolean;
  problems: readonly SourceProblem[];
  /** Of these, those that were not told yet: without a network, one word about it is enough. */
  news: readonly SourceProblem[];
  askAgain: () => void;
}

const none: readonly GallerySource[] = [];
const noProblems: readonly SourceProblem[] = [];

/** For which text it was told that a source does not answer, until it answers again. */
const toldFor = new WeakMap<Host, Map<string, string>>();

/** The problems that were told for no other text. */
function useNews(text: string, asked: readonly GallerySource[], problems: readonly SourceProblem[] | undefined): readonly SourceProblem[] {
  const host = useHost();
  useEffect(() => {
    if (!problems) return;
    const told = toldFor.get(host) ?? new Map<string, string>();
    toldFor.set(host, told);
    const silent = new Set(problems.map((each) => each.source));
    for (const { id } of asked) if (!silent.has(id)) told.delete(id);
    for (const source of silent) if (!told.has(source)) told.set(source, text);
  }, [host, text, asked, problems]);
  return (problems ?? noProblems).filter(({ source }) => (toldFor.get(host)?.get(source) ?? text) === text);
}

export function useLiveSources(text: string): LiveSources {
  const sources = useAsk("list_sources", {}).data ?? none;
  const asked = sources.filter((source) => source.enabled && source.kind !== "connection");
  const rested = useRested(text.trim(), rest);
  const isWorthIt = asked.length > 0 && wordsOf(rested).length >= least;
  const answer = useAsk("ask_sources", { text: rested }, { enabled: isWorthIt });
  const isCurrent = isWorthIt && rested === text.trim();
  const problems = isCurrent ? answer.data?.problems : undefined;
  return {
    asked,
    isAsking: isCurrent && answer.isFetching,
    isAnswered: isCurrent && answer.isSuccess && !answer.isFetching,
    problems: problems ?? noProblems,
    news: useNews(rested, asked, problems),
    askAgain: () => void answer.refetch(),
  };
}
