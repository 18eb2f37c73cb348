// The search whose hits go into a pack, with how many there are.
import type { ReactNode } from "react";
import { useAsk } from "~/bridge/queries";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import { useRested } from "../use_rested";

/** Counting is not for every letter. */
const rest = 200;

export function PackText({ text, onTextChange }: { text: string; onTextChange: (text: string) => void }): ReactNode {
  const { t } = useMessages();
  const rested = useRested(text.trim(), rest);
  const found = useAsk("search_gallery", { text: rested, sort: "relevance", offset: 0, limit: 1, withFacets: false }, { enabled: rested !== "", placeholder: (previous) => previous });
  return (
    <TextField
      label={t("sources.exportText")}
      description={rested === "" || !found.data ? t("sources.exportTextHelp") : t("gallery.found", { total: found.data.total })}
      value={text}
      onChange={onTextChange}
      kind="search"
    />
  );
}
