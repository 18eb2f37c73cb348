// Everything that is published under one alias of a registry, searched as the gallery is.

import { Building2, SearchX } from "lucide-react";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import type { GallerySort, ListingCard, Publisher } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { useWindowState } from "~/bridge/window_state";
import { EmptyState, Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { tileId } from "~/kit/VirtualTiles";
import type { VirtualTilesControl } from "~/kit/VirtualTiles";
import { chooseValue } from "~/lib/search_text";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { RefreshProblem } from "~/parts/RefreshProblem";
import { Freshness } from "~/parts/Freshness";
import { ListingLogo } from "~/parts/ListingLogo";
import { sourceName, sourceOfHost } from "~/parts/listing_words";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { StandingMark } from "~/parts/StandingMark";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import { useTypedSearch } from "~/places/typed_search";
import type { HitShape } from "../gallery/Hit";
import { HitList } from "../gallery/HitList";
import { SearchBox } from "../gallery/SearchBox";
import { useHitActions } from "../gallery/use_hit_actions";
import { useSteadyHits } from "../gallery/use_steady_hits";
import styles from "./PublisherScreen.module.css";

export interface PublisherScreenProps {
  host: string;
  alias: string;
}

const searchNames = ["text"] as const;
const sorts = ["relevance", "pulls", "updated", "name"] as const satisfies readonly GallerySort[];
const isShape = (value: unknown): value is HitShape => value === "cards" || value === "rows";

/** What is asked: the words within what the alias publishes there. */
function questionFor({ host, alias }: PublisherScreenProps, words: string): string {
  const source = sourceOfHost(host);
  const own = chooseValue(source === undefined ? "" : chooseValue("", "source", source, true), "publisher", alias, true);
  return `${own} ${words}`.trim();
}

export function PublisherScreen({ host, alias }: PublisherScreenProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const list = useId();
  const tiles = useRef<VirtualTilesControl>(null);
  const publisher = useAsk("read_publisher", { host, alias }, { always: true });
  const { data } = publisher;
  const name = visibleText(data?.displayName ? data.displayName : alias);

  const [{ text }, setTexts] = useTypedSearch(searchNames);
  const [sortText, setSortText] = useAddressState("sort", "pulls");
  const shape = useWindowState<HitShape>("gallery.shape", isShape, "cards");
  const sort = sorts.find((each) => each === sortText) ?? "pulls";
  const words = text.trim();
  const question = useMemo(() => ({ text: questionFor({ host, alias }, words), sort }), [host, alias, words, sort]);
  const hits = useSteadyHits(question);
  const { head, total = 0 } = hits ?? {};
  const shown = hits?.question;
  const hitAt = hits?.hitAt;

  // The keyboard's place belongs to an answer: the next one begins without.
  const [place, setPlace] = useState<{ of: typeof shown; index: number | undefined }>({ of: undefined, index: undefined });
  const active = place.of === shown ? place.index : undefined;
  const setActive = useCallback((index: number | undefined) => setPlace({ of: shown, index }), [shown]);
  const before = useRef(shown);
  useEffect(() => {
    if (before.current !== undefined && before.current !== shown) tiles.current?.scrollToTop();
    before.current = shown;
  }, [shown]);

  const openHit = useCallback(
    (index: number, how: "here" | "aside") => {
      const hit = hitAt?.(index);
      if (hit) open(addressOf(hit.card), how);
    },
    [hitAt, open],
  );
  const narrow = useCallback(() => setTexts({ text: "" }), [setTexts]);
  const actions = useHitActions(narrow);
  const entriesOf = (index: number): ReturnType<typeof actions.entries> => {
    const card = hitAt?.(index)?.card;
    // One is where these two lead.
    return card ? actions.entries(card, (how) => openHit(index, how)).filter((entry) => entry === "separator" || (entry.id !== "only" && entry.id !== "publisher")) : [];
  };

  const onKey = (event: KeyboardEvent<HTMLInputElement>): boolean => {
    if (event.nativeEvent.isComposing) return false;
    if (total > 0 && tiles.current?.press(event)) return true;
    if (event.key === "Enter") {
      if (total > 0) openHit(0, event.ctrlKey || event.metaKey ? "aside" : "here");
      return true;
    }
    if (event.key !== "Escape") return false;
    if (active !== undefined) setActive(undefined);
    else setTexts({ text: "" });
    return true;
  };

  const failure = publisher.error?.failure ?? data?.problem ?? hits?.failure?.failure;
  const isUnknown = publisher.error?.failure.code.type === "notFound" || (data?.listings === 0 && !data.refreshing);
  return (
    <ScreenFrame
      mark={<Logo publisher={data} name={name} />}
      title={<bdi>{name}</bdi>}
      subtitle={<Origin host={host} alias={alias} publisher={data} />}
      toolbar={
        isUnknown ? undefined : (
          <>
            <SearchBox
              label={t("listing.publisherSearch", { name })}
              ref={null}
              text={text}
              onTextChange={(next) => setTexts({ text: next })}
              list={total === 0 ? undefined : list}
              activeId={active !== undefined && active < total ? tileId(list, active) : undefined}
              onKey={onKey}
              isBusy={hits !== undefined && !hits.isCurrent}
            />
            <div className={styles["sort"]}>
              <Select
                label={t("gallery.sort")}
                hideLabel
                value={sort}
                onChange={setSortText}
                choices={[
                  { value: "pulls", label: t("gallery.sortPulls") },
                  { value: "relevance", label: t("gallery.sortRelevance") },
                  { value: "updated", label: t("gallery.sortUpdated") },
                  { value: "name", label: t("gallery.sortName") },
                ]}
              />
            </div>
            {head && words !== "" && (
              <span role="status" className={styles["count"]}>
                {t("listing.publisherCount", { count: total })}
              </span>
            )}
          </>
        )
      }
      notices={failure && !isUnknown && <RefreshProblem failure={failure} onRetry={() => void publisher.refetch()} />}
    >
      {isUnknown ? (
        <EmptyState
          icon={Building2}
          title={t("listing.publisherEmpty")}
          actions={[{ label: t("listing.searchGallery"), run: () => open(addresses.gallery(alias)) }]}
        >
          {t("listing.publisherEmptyText", { alias: visibleText(`${host}/${alias}`) })}
        </EmptyState>
      ) : !hits || head === undefined ? (
        !failure && <Skeleton lines={8} label={t("listing.publisherLoading")} />
      ) : total === 0 ? (
        words !== "" && <EmptyState icon={SearchX} title={t("listing.publisherNoMatch")} actions={[{ label: t("listing.clearSearch"), run: () => setTexts({ text: "" }) }]} />
      ) : (
        <HitList
          control={tiles}
          id={list}
          shape={shape.value}
          total={total}
          hitAt={hits.hitAt}
          onVisibleRange={hits.onVisibleRange}
          active={active}
          onActiveChange={setActive}
          onOpen={openHit}
          onLeave={() => {}}
          onBookmark={actions.toggleBookmark}
          entries={entriesOf}
        />
      )}
    </ScreenFrame>
  );
}

/** Where a hit leads: one of one's own registries has its own screen. */
function addressOf(card: ListingCard): string {
  if (card.connection === null) return addresses.listing(card.reference);
  return addresses.repository(card.connection, card.alias === "" ? card.name : `${card.alias}/${card.name}`);
}

function Logo({ publisher, name }: { publisher: Publisher | undefined; name: string }): ReactNode {
  const of = publisher?.logoOf ?? null;
  const logo = useAsk("read_logo", { reference: of ?? "" }, { enabled: of !== null });
  return <ListingLogo name={name} url={logo.data?.url} size="page" />;
}

function Origin({ host, alias, publisher }: PublisherScreenProps & { publisher: Publisher | undefined }): ReactNode {
  const { t } = useMessages();
  const source = sourceOfHost(host);
  return (
    <>
      {publisher && <StandingMark standing={publisher.standing} words />}
      <bdi data-selectable>{visibleText(`${host}/${alias}`)}</bdi>
      {source !== undefined && <span>{sourceName(source)}</span>}
      {publisher && <span>{t("listing.publisherCount", { count: publisher.listings })}</span>}
      {publisher?.refreshing && <Freshness observedAt={null} refreshing />}
    </>
  );
}
