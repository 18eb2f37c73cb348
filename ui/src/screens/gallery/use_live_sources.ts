// Asks the live sources what the index may lack, a moment after typing stopped. Their answers come by the index.
import type { GallerySource, SourceProblem } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
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
  askAgain: () => void;
}

const none: readonly GallerySource[] = [];
const noProblems: readonly SourceProblem[] = [];

export function useLiveSources(text: string): LiveSources {
  const sources = useAsk("list_sources", {}).data ?? none;
  const asked = sources.filter((source) => source.enabled && source.kind !== "connection");
  const rested = useRested(text.trim(), rest);
  const isWorthIt = asked.length > 0 && wordsOf(rested).length >= least;
  const answer = useAsk("ask_sources", { text: rested }, { enabled: isWorthIt });
  const isCurrent = isWorthIt && rested === text.trim();
  return {
    asked,
    isAsking: isCurrent && answer.isFetching,
    isAnswered: isCurrent && answer.isSuccess && !answer.isFetching,
    problems: isCurrent ? (answer.data?.problems ?? noProblems) : noProblems,
    askAgain: () => void answer.refetch(),
  };
}
