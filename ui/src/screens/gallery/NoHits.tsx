// Nothing was found: what can be done about it.
import { CloudDownload, FilterX, Link, SearchX, Waypoints } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "~/kit/Notice";
import type { NoticeAction } from "~/kit/Notice";
import { wordsOf } from "~/lib/search_text";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { sourceName } from "~/parts/listing_words";
import type { LiveSources } from "./use_live_sources";

export interface NoHitsProps {
  text: string;
  /** Listings there are. */
  all: number;
  filters: number;
  live: LiveSources;
  onDropFilters: () => void;
  onChooseSources: () => void;
  onOpenReference: (text: string) => void;
}

/** Whether it may name an image: a path, a tag or a host. */
const mayBeReference = (words: string): boolean => /^\S*[./:@]\S*$|^\S.*\s\S*\/\S*$/u.test(words);

export function NoHits({ text, all, filters, live, ...does }: NoHitsProps): ReactNode {
  const { t, format } = useMessages();
  const silent = live.problems.map((each) => sourceName(each.source));
  const words = wordsOf(text);
  const shown = visibleText(words);
  const actions: NoticeAction[] = [];
  if (mayBeReference(words)) actions.push({ label: t("gallery.openReference", { text: shown }), run: () => does.onOpenReference(words), icon: Link });
  if (filters > 0) actions.push({ label: t("gallery.dropAll"), run: does.onDropFilters, icon: FilterX });
  if (live.asked.length === 0) actions.push({ label: t("gallery.chooseSources"), run: does.onChooseSources, icon: Waypoints });
  else if (!live.isAsking && words !== "") actions.push({ label: t("gallery.askSources"), run: live.askAgain, icon: CloudDownload });
  return (
    <EmptyState icon={SearchX} title={words === "" ? t("gallery.noneFiltered") : t("gallery.noneTitle", { text: shown })} actions={actions}>
      <p>{t("gallery.noneText", { count: all })}</p>
      {live.isAsking ? <p>{t("gallery.noneAsking")}</p> : live.isAnswered ? <p>{silent.length > 0 ? t("gallery.notAnswered", { sources: format.list(silent) }) : t("gallery.noneAsked")}</p> : null}
    </EmptyState>
  );
}
