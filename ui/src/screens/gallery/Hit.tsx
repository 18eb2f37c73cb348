// One repository that was found, as a card or as a line. What pressing it does is the list's.
import { Star as StarDrawing } from "lucide-react";
import { memo } from "react";
import type { ReactNode } from "react";
import type { GalleryHit, ListingCard, Piece, SnippetPlace } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Icon } from "~/kit/Icon";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { Age } from "~/parts/Known";
import { ListingLogo } from "~/parts/ListingLogo";
import { kindName, sourceNames } from "~/parts/listing_words";
import { PlatformNames } from "~/parts/PlatformBadges";
import { StandingMark } from "~/parts/StandingMark";
import styles from "./Hit.module.css";
import { useRested } from "./use_rested";

export type HitShape = "cards" | "rows";

/** Pixels of a card and of a line, the gap below included. */
export const hitHeights = { cards: 136, rows: 44 } as const satisfies Record<HitShape, number>;

/** `alias/name`, as it is said. */
export const nameOf = ({ alias, name }: ListingCard): string => visibleText(alias === "" ? name : `${alias}/${name}`);

/** Text with what matched marked. */
export function Pieces({ pieces }: { pieces: readonly Piece[] }): ReactNode {
  return (
    <bdi>
      {pieces.map(({ text, marked }, index) => {
        const shown = visibleText(text);
        // oxlint-disable-next-line react/no-array-index-key -- pieces have no identity but their place
        return marked ? <mark key={index}>{shown}</mark> : shown;
      })}
    </bdi>
  );
}

/** Pictures of what only passes by while one types are not asked for. */
const logoRest = 150;

/** The picture of a repository, asked for when it is looked at and kept from then on. */
export function HitLogo({ card, size }: { card: ListingCard; size: "row" | "card" }): ReactNode {
  return card.hasLogo ? <AskedLogo card={card} size={size} /> : <ListingLogo name={nameOf(card)} url={undefined} size={size} />;
}

function AskedLogo({ card, size }: { card: ListingCard; size: "row" | "card" }): ReactNode {
  const { reference } = card;
  const isLookedAt = useRested(reference, logoRest) === reference;
  const logo = useAsk("read_logo", { reference }, { enabled: isLookedAt });
  return <ListingLogo name={nameOf(card)} url={logo.data?.url} size={size} />;
}

function Name({ hit }: { hit: GalleryHit }): ReactNode {
  const { alias } = hit.card;
  return (
    <span className={styles["name"]} title={visibleText(hit.card.reference)}>
      {alias !== "" && (
        <>
          <span className={styles["alias"]}>
            <Pieces pieces={hit.alias} />
          </span>
          <span className={styles["alias"]}>/</span>
        </>
      )}
      <Pieces pieces={hit.name} />
    </span>
  );
}

const snippetPlaces: Readonly<Record<SnippetPlace, PlainKey | undefined>> = {
  description: undefined,
  displayName: "gallery.inDisplayName",
  publisher: "gallery.inPublisher",
  keywords: "gallery.inKeywords",
  about: "gallery.inAbout",
  usage: "gallery.inUsage",
  image: "gallery.inImage",
};

/** Why it was found, or what it is. */
function Words({ hit: { card, snippet } }: { hit: GalleryHit }): ReactNode {
  const { t } = useMessages();
  if (snippet) {
    const place = snippetPlaces[snippet.place];
    return (
      <>
        {place !== undefined && <span className={styles["place"]}>{t(place)}</span>}
        <Pieces pieces={snippet.pieces} />
      </>
    );
  }
  const text = card.description === "" ? card.displayName : card.description;
  return text === "" ? <span className={styles["nothing"]}>{t("gallery.noDescription")}</span> : <bdi>{visibleText(text)}</bdi>;
}

/** Where it is from, and its publisher, where another name is known than the one in the path. */
function Publisher({ card }: { card: ListingCard }): ReactNode {
  const { format } = useMessages();
  const { publisher, displayName } = card;
  const said = [displayName, publisher].filter((each) => each !== "").map((each) => visibleText(each));
  return (
    <>
      <StandingMark standing={card.standing} />
      {said.length > 0 && <bdi className={styles["publisher"]}>{said.join(" · ")}</bdi>}
      <span className={styles["source"]}>{format.list(sourceNames(card))}</span>
    </>
  );
}

function platformsOf({ systems, architectures }: ListingCard): string[] {
  // Linux goes without saying, as everywhere in the window.
  const others = systems.filter((system) => system !== "linux");
  return [...architectures, ...others];
}

function Pulls({ pulls }: { pulls: number | null }): ReactNode {
  const { t, format } = useMessages();
  if (pulls === null) return null;
  return <span title={t("gallery.exactPulls", { count: pulls })}>{t("gallery.pulls", { count: format.compact(pulls) })}</span>;
}

function Starter({ card }: { card: ListingCard }): ReactNode {
  const { t } = useMessages();
  if (!card.starter) return null;
  return (
    <span className={styles["starter"]} title={t("gallery.starterExplained")}>
      {t("gallery.starter")}
    </span>
  );
}

export interface HitProps {
  hit: GalleryHit | undefined;
  shape: HitShape;
  isActive: boolean;
  onBookmark: (card: ListingCard) => void;
}

/** For the pointer: whoever uses the keyboard has Ctrl+D and the menu. */
function Star({ card, onBookmark }: { card: ListingCard; onBookmark: (card: ListingCard) => void }): ReactNode {
  const { t } = useMessages();
  const label = t(card.bookmarked ? "gallery.removeBookmark" : "gallery.bookmark", { name: nameOf(card) });
  return (
    <button type="button" tabIndex={-1} data-tile-control aria-pressed={card.bookmarked} aria-label={label} title={label} className={styles["star"]} onClick={() => onBookmark(card)}>
      <Icon icon={StarDrawing} size={15} />
    </button>
  );
}

function DrawnHit({ hit, shape, isActive, onBookmark }: HitProps): ReactNode {
  const { t, format } = useMessages();
  const className = classNames(styles[shape], isActive && styles["active"]);
  if (!hit) {
    return (
      <div className={className} aria-busy="true">
        <span className={classNames(styles["bone"], styles["boneLogo"])} />
        <span className={styles["bones"]}>
          <span className={styles["bone"]} style={{ width: "36%" }} />
          <span className={styles["bone"]} style={{ width: "82%" }} />
        </span>
      </div>
    );
  }
  const { card } = hit;
  const platforms = platformsOf(card);
  const sources = format.list(sourceNames(card));
  if (shape === "rows") {
    return (
      <div className={className}>
        <HitLogo card={card} size="row" />
        <span className={styles["rowName"]}>
          <Name hit={hit} />
          <StandingMark standing={card.standing} />
        </span>
        <span className={styles["rowWords"]}>
          <Words hit={hit} />
        </span>
        <span className={styles["rowPlatforms"]}>{platforms.length > 0 ? <PlatformNames platforms={platforms} /> : kindName(card.kind, { t })}</span>
        <span className={styles["figure"]}>
          <Pulls pulls={card.pulls} />
        </span>
        <span className={styles["rowAge"]}>{card.updated === null ? <Starter card={card} /> : <Age time={card.updated} />}</span>
        <span className={styles["rowSource"]} title={sources}>
          {sources}
        </span>
        <Star card={card} onBookmark={onBookmark} />
      </div>
    );
  }
  return (
    <div className={className}>
      <HitLogo card={card} size="card" />
      <div className={styles["text"]}>
        <div className={styles["top"]}>
          <Name hit={hit} />
          <Star card={card} onBookmark={onBookmark} />
        </div>
        <div className={styles["by"]}>
          <Publisher card={card} />
        </div>
        <p className={styles["words"]}>
          <Words hit={hit} />
        </p>
        <div className={styles["facts"]}>
          {card.kind !== "image" && <span className={styles["kind"]}>{kindName(card.kind, { t })}</span>}
          {platforms.length > 0 && (
            <span>
              <PlatformNames platforms={platforms} />
            </span>
          )}
          <Pulls pulls={card.pulls} />
          {card.updated !== null && (
            <span className={styles["age"]}>
              <Age time={card.updated} />
            </span>
          )}
          <Starter card={card} />
        </div>
      </div>
    </div>
  );
}

export const Hit = memo(DrawnHit);
