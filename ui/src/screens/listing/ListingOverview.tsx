// What its publisher says of a listing, with what is known of it beside.

import type { ReactNode } from "react";
import type { ListingPage } from "~/bridge/generated/contract";
import { Skeleton } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import { RegistryMarkup } from "~/parts/RegistryMarkup";
import { ListingFacts } from "./ListingFacts";
import styles from "./ListingScreen.module.css";

export function ListingOverview({ page }: { page: ListingPage }): ReactNode {
  const { t } = useMessages();
  const { about, usage } = page;
  const isEmpty = !about && !usage;
  return (
    <div className={styles["overview"]}>
      <div className={styles["texts"]}>
        {about && (
          <section aria-label={t("listing.about")}>
            <h2>{t("listing.about")}</h2>
            <RegistryMarkup html={about} />
          </section>
        )}
        {usage && (
          <section aria-label={t("listing.usage")}>
            <h2>{t("listing.usage")}</h2>
            <RegistryMarkup html={usage} />
          </section>
        )}
        {isEmpty && page.refreshing && <Skeleton lines={8} label={t("listing.loading")} />}
        {isEmpty && !page.refreshing && (
          <p className={styles["silent"]}>{page.card.starter ? t("listing.noTextStarter") : t("listing.noText")}</p>
        )}
      </div>
      <ListingFacts page={page} />
    </div>
  );
}
