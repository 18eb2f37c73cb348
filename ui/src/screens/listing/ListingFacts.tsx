// What is known of a listing in figures and names: a line under its description, and a column beside its texts.

import { Download, RefreshCw, Star } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { ListingCard, ListingLink, ListingPage } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { chooseValue } from "~/lib/search_text";
import { readOutside } from "~/lib/outside_link";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { Age } from "~/parts/Known";
import { kindName, sourceNames } from "~/parts/listing_words";
import { OutsideLink } from "~/parts/OutsideLink";
import { PlatformBadges } from "~/parts/PlatformBadges";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { platformsOfCard } from "./choice";
import styles from "./ListingScreen.module.css";

/** Pulls, stars and age; what is unknown is left out. */
export function ListingFigures({ page: { card } }: { page: ListingPage }): ReactNode {
  const { t, format } = useMessages();
  return (
    <dl className={styles["figures"]}>
      {card.pulls !== null && (
        <Figure icon={Download} name={t("listing.pulls")} title={t("listing.exactPulls", { count: card.pulls })}>
          {format.compact(card.pulls)}
        </Figure>
      )}
      {card.stars !== null && (
        <Figure icon={Star} name={t("listing.stars")} title={format.number(card.stars)}>
          {format.compact(card.stars)}
        </Figure>
      )}
      {card.updated !== null && (
        <Figure icon={RefreshCw} name={t("listing.updated")}>
          <Age time={card.updated} />
        </Figure>
      )}
    </dl>
  );
}

function Figure({ icon, name, title, children }: { icon: LucideIcon; name: string; title?: string; children: ReactNode }): ReactNode {
  return (
    <div className={styles["figure"]} title={title}>
      <dt>
        <Icon icon={icon} size={13} />
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Everything else that is known. */
export function ListingFacts({ page }: { page: ListingPage }): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const open = useOpen();
  const { card } = page;
  const platforms = platformsOfCard(card);
  return (
    <aside aria-label={t("listing.facts")} className={styles["facts"]}>
      {page.links.length > 0 && (
        <section aria-label={t("listing.links")}>
          <h2>{t("listing.links")}</h2>
          <ul className={styles["linkList"]}>
            {page.links.map((link, index) => (
              <Link key={index} link={link} />
            ))}
          </ul>
        </section>
      )}
      <dl>
        {card.kind !== "" && <Fact name={t("listing.kind")}>{kindName(card.kind, messages)}</Fact>}
        <Fact name={t("listing.source")}>
          <bdi>{format.list(sourceNames(card))}</bdi>
        </Fact>
        {page.created !== null && (
          <Fact name={t("listing.created")}>
            <Age time={page.created} />
          </Fact>
        )}
        {platforms.length > 0 ? (
          <Fact name={t("listing.platforms")}>
            <PlatformBadges platforms={platforms} room={16} wraps />
          </Fact>
        ) : (
          <PlatformParts card={card} />
        )}
        {card.categories.length > 0 && (
          <Fact name={t("listing.categories")}>
            <span className={styles["categories"]}>
              {card.categories.map((category) => (
                <button
                  key={category}
                  type="button"
                  className={styles["category"]}
                  aria-label={t("listing.searchCategory", { name: visibleText(category) })}
                  onClick={() => open(addresses.gallery(chooseValue("", "category", category, true)))}
                >
                  <bdi>{visibleText(category)}</bdi>
                </button>
              ))}
            </span>
          </Fact>
        )}
      </dl>
    </aside>
  );
}

/** Systems and architectures apart, where nobody says which of them go together. */
function PlatformParts({ card: { systems, architectures } }: { card: ListingCard }): ReactNode {
  const { t } = useMessages();
  return (
    <>
      {systems.length > 0 && (
        <Fact name={t("listing.systems")}>
          <PlatformBadges platforms={systems} room={16} wraps />
        </Fact>
      )}
      {architectures.length > 0 && (
        <Fact name={t("listing.architectures")}>
          <PlatformBadges platforms={architectures} room={16} wraps />
        </Fact>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div className={styles["fact"]}>
      <dt>{name}</dt>
      <dd data-selectable>{children}</dd>
    </div>
  );
}

const linkNames: Readonly<Record<string, PlainKey>> = {
  registry: "listing.linkRegistry",
  website: "listing.linkWebsite",
  source: "listing.linkSource",
};

/** Its name, and under it the host that it leads to. */
function Link({ link }: { link: ListingLink }): ReactNode {
  const { t } = useMessages();
  const address = readOutside(link.url);
  const key = linkNames[link.label];
  const name = key === undefined ? visibleText(link.label) : t(key);
  if (!address) return null;
  return (
    <li>
      <OutsideLink url={link.url} withIcon>
        <bdi>{name === "" ? visibleText(address.host) : name}</bdi>
      </OutsideLink>
      <bdi className={styles["host"]}>{visibleText(address.host)}</bdi>
    </li>
  );
}
