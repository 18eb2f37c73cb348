// Where the gallery's repositories come from: which sources may be asked, harvesting them, and packs.
import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { Packs } from "./Packs";
import { SourceCard } from "./SourceCard";
import styles from "./sources.module.css";

export function SourcesScreen(): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const sources = useAsk("list_sources", {}, { always: true });
  const publics = sources.data?.filter((source) => source.kind !== "connection") ?? [];
  const own = sources.data?.filter((source) => source.kind === "connection") ?? [];
  const listings = sources.data?.reduce((sum, source) => sum + source.listings, 0) ?? 0;
  return (
    <ScreenFrame
      isPage
      title={t("sources.title")}
      subtitle={t("sources.subtitle")}
      actions={
        <Button icon={Search} onPress={() => open(addresses.gallery())}>
          {t("sources.back")}
        </Button>
      }
      notices={sources.error ? <FailureNotice shape="bar" failure={sources.error.failure} onRetry={() => void sources.refetch()} /> : undefined}
    >
      {sources.isPending ? (
        <Skeleton label={t("common.loading")} lines={6} />
      ) : (
        <ul aria-label={t("sources.list")} className={styles["list"]}>
          {publics.map((source) => (
            <SourceCard key={source.id} source={source} />
          ))}
        </ul>
      )}
      {own.length > 0 && (
        <section aria-label={t("sources.own")} className={styles["section"]}>
          <h2>{t("sources.own")}</h2>
          <ul aria-label={t("sources.own")} className={styles["list"]}>
            {own.map((source) => (
              <SourceCard key={source.id} source={source} />
            ))}
          </ul>
        </section>
      )}
      <Packs listings={listings} />
    </ScreenFrame>
  );
}
