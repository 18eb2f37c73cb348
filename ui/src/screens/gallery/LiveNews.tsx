// One quiet line about the live sources: being asked, found more, did not answer.
import { CircleAlert, LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { explainFailure } from "~/bridge/failures";
import { Icon } from "~/kit/Icon";
import { useMessages } from "~/messages/Messages";
import { sourceName } from "~/parts/listing_words";
import styles from "./LiveNews.module.css";
import type { LiveSources } from "./use_live_sources";

export interface LiveNewsProps {
  live: LiveSources;
  /** How many more there are than are shown; undefined when all is shown. */
  waiting: number | undefined;
  onShow: () => void;
}

export function LiveNews({ live, waiting, onShow }: LiveNewsProps): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  if (waiting !== undefined) {
    return (
      <button type="button" className={styles["more"]} onClick={onShow}>
        {waiting > 0 ? t("gallery.askedMore", { count: waiting }) : t("gallery.askedChanged")}
      </button>
    );
  }
  if (live.isAsking) {
    return (
      <span role="status" className={styles["news"]}>
        <Icon icon={LoaderCircle} size={13} className={styles["spin"]} />
        <span className={styles["words"]}>{t("gallery.asking", { sources: format.list(live.asked.map((source) => sourceName(source.id))) })}</span>
      </span>
    );
  }
  if (live.news.length === 0) return null;
  const why = live.news.map(({ source, failure }) => {
    const { title, reason } = explainFailure(failure, messages);
    return t("gallery.whyNotAnswered", { source: sourceName(source), reason: [title, reason].filter(Boolean).join(". ") });
  });
  return (
    <span role="status" className={styles["news"]} title={why.join("\n")}>
      <Icon icon={CircleAlert} size={13} />
      <span className={styles["words"]}>{t("gallery.notAnswered", { sources: format.list(live.news.map((each) => sourceName(each.source))) })}</span>
    </span>
  );
}
