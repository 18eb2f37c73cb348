// Who publishes a listing, and which source tells of it.

import type { ReactNode } from "react";
import type { ListingCard } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { sourceNames } from "~/parts/listing_words";
import { StandingMark } from "~/parts/StandingMark";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./ListingScreen.module.css";

export function ListingOrigin({ card }: { card: ListingCard }): ReactNode {
  const { t, format } = useMessages();
  const open = useOpen();
  const publisher = visibleText(card.publisher === "" ? card.alias : card.publisher);
  const address = addresses.publisher(card.host, card.alias);
  return (
    <>
      {publisher !== "" && (
        <span className={styles["publisher"]}>
          {card.alias === "" ? (
            <bdi>{publisher}</bdi>
          ) : (
            <button
              type="button"
              className={styles["crumb"]}
              aria-label={t("listing.openPublisher", { name: publisher })}
              onClick={(event) => open(address, event.ctrlKey || event.metaKey ? "aside" : "here")}
              onAuxClick={(event) => {
                if (event.button === 1) open(address, "aside");
              }}
            >
              <bdi>{publisher}</bdi>
            </button>
          )}
          <StandingMark standing={card.standing} words />
        </span>
      )}
      <bdi>{format.list(sourceNames(card))}</bdi>
      {card.starter && <span className={styles["starter"]} title={t("listing.starterExplained")}>{t("listing.starter")}</span>}
    </>
  );
}
