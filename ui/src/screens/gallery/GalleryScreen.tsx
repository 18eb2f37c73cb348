// The gallery: one box, and what it finds as one types. What a hit looks like, the facets and the shelf are beside.
import { SlidersHorizontal, Waypoints } from "lucide-react";
import { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { useRouter } from "@tanstack/react-router";
import type { GallerySort, ListingCard } from "~/bridge/generated/contract";
import { useAct, useAsk, useAskAgain, useHost } from "~/bridge/queries";
import { useWindowState } from "~/bridge/window_state";
import { Button, IconButton } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Notice, Skeleton } from "~/kit/Notice";
import { tileId } from "~/kit/VirtualTiles";
import type { VirtualTilesControl } from "~/kit/VirtualTiles";
import { useWidth } from "~/kit/use_width";
import { chooseValue, wordsOf } from "~/lib/search_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useFailureTeller } from "~/parts/failure_teller";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import { Facets, boundsIn } from "./Facets";
import { FilterChips } from "./FilterChips";
import { countFilters } from "./gallery_words";
import styles from "./GalleryScreen.module.css";
import type { HitShape } from "./Hit";
import { HitList } from "./HitList";
import { ListTools, readSort } from "./ListTools";
import { LiveNews } from "./LiveNews";
import { NoHits } from "./NoHits";
import { SearchBox } from "./SearchBox";
import { Shelf } from "./Shelf";
import { useBoxText } from "./use_box_text";
import { useGalleryCommands } from "./use_gallery_commands";
import { useHitActions } from "./use_hit_actions";
import { useLiveSources } from "./use_live_sources";
import { useRested } from "./use_rested";
import { useSteadyHits } from "./use_steady_hits";

const isShape = (value: unknown): value is HitShape => value === "cards" || value === "rows";

/** Counting is not for every letter: they are read when typing has stopped, and not just before the next letter. */
const facetRest = 250;
/** With less than this beside each other, the facets go behind a button. */
const roomForFacets = 740;

/** Where a hit leads: one of one's own registries has its own screen. */
function addressOf(card: ListingCard): string {
  if (card.connection === null) return addresses.listing(card.reference);
  return addresses.repository(card.connection, card.alias === "" ? card.name : `${card.alias}/${card.name}`);
}

export function GalleryScreen(): ReactNode {
  const { t, format } = useMessages();
  const host = useHost();
  const open = useOpen();
  const { history } = useRouter();
  const list = useId();
  const box = useRef<HTMLInputElement>(null);
  const tiles = useRef<VirtualTilesControl>(null);
  const [width, measured] = useWidth();
  const [isNarrowing, setNarrowing] = useState(false);
  const shape = useWindowState<HitShape>("gallery.shape", isShape, "cards");

  const { text, editText, keep } = useBoxText();
  const [sortText, setSortText] = useAddressState("sort");
  const [at] = useAddressState("at");
  const sort = readSort(sortText);
  const setSort = useCallback((next: GallerySort) => setSortText(next === "relevance" ? "" : next), [setSortText]);
  const isShelf = text.trim() === "" && sort === "relevance";
  const question = useMemo(() => (isShelf ? undefined : { text, sort }), [isShelf, text, sort]);
  const hits = useSteadyHits(question);
  const { head, total = 0 } = hits ?? {};

  const facetText = useRested(isShelf ? "" : text, facetRest);
  const counted = useAsk("search_gallery", { text: facetText, sort: "relevance", offset: 0, limit: 1, withFacets: true }, { placeholder: (previous) => previous }).data;
  const understood = isShelf ? undefined : head?.understood;
  const filters = countFilters(understood);
  const bounds = boundsIn(text);
  const shelf = useAsk("read_gallery_shelf", {}, { enabled: isShelf, always: true });
  const live = useLiveSources(isShelf ? "" : text);

  // The keyboard's place belongs to an answer: the next one begins without.
  const shown = hits?.question;
  const [place, setPlace] = useState<{ of: typeof shown; index: number | undefined }>(() => ({ of: undefined, index: at === "" ? undefined : Number(at) }));
  const isRestored = place.of === undefined && text !== "";
  const active = place.of === shown || isRestored ? place.index : undefined;
  const setActive = useCallback((index: number | undefined) => setPlace({ of: shown, index }), [shown]);
  const before = useRef(shown);
  // Before it is painted: another answer begins at its top.
  useLayoutEffect(() => {
    if (before.current !== undefined && before.current !== shown) tiles.current?.scrollToTop();
    before.current = shown;
  }, [shown]);

  const focusBox = useCallback(() => box.current?.focus(), []);
  // Whenever the screen is shown, also again in its tab; whoever walks along the tabs is not stopped.
  useLayoutEffect(() => {
    if (!document.activeElement?.closest('[role="tablist"]')) focusBox();
  }, [focusBox]);
  const hitAt = hits?.hitAt;
  const openHit = useCallback(
    (index: number, how: "here" | "aside") => {
      const hit = hitAt?.(index);
      if (!hit) return;
      // A search is worth coming back to once it led somewhere; that it could not be kept is not worth a word.
      if (wordsOf(text) !== "") host.call("keep_search", { text: text.trim() }).catch(() => {});
      if (how === "here") keep({ at: String(index) });
      open(addressOf(hit.card), how);
    },
    [hitAt, host, keep, open, text],
  );
  const openCard = useCallback((card: ListingCard, how: "here" | "aside") => open(addressOf(card), how), [open]);

  // Enter may be pressed before the answer to the last letter is there: then that answer opens.
  const awaited = useRef<{ text: string; how: "here" | "aside" }>(undefined);
  const isCurrent = hits?.isCurrent === true;
  useEffect(() => {
    const enter = awaited.current;
    if (!enter || (enter.text === text && !isCurrent)) return;
    awaited.current = undefined;
    if (enter.text === text && total > 0) openHit(0, enter.how);
  }, [text, isCurrent, total, openHit]);

  const onlyPublisher = useCallback(
    (alias: string) => {
      editText(() => chooseValue("", "publisher", alias, true));
      focusBox();
    },
    [editText, focusBox],
  );
  const actions = useHitActions(onlyPublisher);
  const chosen = active === undefined ? undefined : hitAt?.(active)?.card;
  useGalleryCommands(chosen, actions, () => {
    focusBox();
    box.current?.select();
  });

  const openReference = async (reference: string): Promise<void> => {
    const target = await host.call("resolve_address", { text: reference });
    if (target.type === "listing") open(addresses.listing(target.reference, target.selector ?? undefined));
    else if (target.type === "repository") open(addresses.repository(target.connection, target.repository));
    else if (target.type === "image") open(addresses.image(target.connection, target.repository, target.selector));
    else if (target.type === "connection") open(addresses.registry(target.connection));
    else if (target.type === "newRegistry") open(addresses.newConnection(reference));
  };

  const onKey = (event: KeyboardEvent<HTMLInputElement>): boolean => {
    if (event.nativeEvent.isComposing) return false;
    if (!isShelf && total > 0 && tiles.current?.press(event)) return true;
    if (event.key === "Enter") {
      const how = event.ctrlKey || event.metaKey || event.altKey ? "aside" : "here";
      if (isCurrent && total > 0) openHit(0, how);
      else if (!isShelf && !isCurrent) awaited.current = { text, how };
      return true;
    }
    if (event.key !== "Escape") return false;
    if (active !== undefined) setActive(undefined);
    else if (text !== "") editText(() => "");
    else if (sort !== "relevance") setSortText("");
    else if (history.canGoBack()) history.back();
    return true;
  };

  const again = useAskAgain();
  const tellFailure = useFailureTeller();
  const forget = useAct("forget_searches", tellFailure);
  const { mutate: forgetSearches } = forget;
  const onForget = useCallback(() => forgetSearches({}, { onSuccess: () => again("read_gallery_shelf") }), [forgetSearches, again]);
  const onSearch = useCallback(
    (next: string, order: GallerySort = "relevance") => {
      editText(() => next);
      setSort(order);
      focusBox();
    },
    [editText, setSort, focusBox],
  );
  const entriesOf = (index: number): ReturnType<typeof actions.entries> => {
    const card = hitAt?.(index)?.card;
    return card ? actions.entries(card, (how) => openHit(index, how)) : [];
  };
  // The list is drawn anew for what was found alone, and not for every letter.
  const latest = useRef({ entriesOf, openHit });
  // As soon as it is drawn: a press may come at once.
  useLayoutEffect(() => {
    latest.current = { entriesOf, openHit };
  });
  const entries = useCallback((index: number) => latest.current.entriesOf(index), []);
  const onOpen = useCallback((index: number, how: "here" | "aside") => latest.current.openHit(index, how), []);

  const isNarrow = width !== undefined && width < roomForFacets;
  const facets = <Facets facets={counted?.facets ?? undefined} filter={counted?.understood} {...bounds} onEdit={editText} />;
  const all = (isShelf ? counted?.all : head?.all) ?? counted?.all;
  const failure = isShelf ? shelf.error?.failure : hits?.failure?.failure;

  return (
    <ScreenFrame
      title={t("gallery.title")}
      subtitle={all === undefined ? undefined : t("gallery.all", { count: all })}
      actions={
        <Button icon={Waypoints} tone="quiet" onPress={() => open(addresses.sources())}>
          {t("gallery.sources")}
        </Button>
      }
      toolbar={
        <>
          <SearchBox
            ref={box}
            text={text}
            onTextChange={(next) => editText(() => next)}
            list={isShelf || total === 0 ? undefined : list}
            activeId={active !== undefined && active < total ? tileId(list, active) : undefined}
            onKey={onKey}
            isBusy={hits !== undefined && !isCurrent}
          />
          {isNarrow && !isShelf && (
            <IconButton icon={SlidersHorizontal} label={t("gallery.filtersChosen", { count: filters })} onPress={() => setNarrowing(true)} />
          )}
          <ListTools sort={sort} onSortChange={setSort} shape={shape.value} onShapeChange={shape.setValue} />
        </>
      }
      notices={
        <>
          {failure && <FailureNotice shape="bar" failure={failure} onRetry={() => (isShelf ? void shelf.refetch() : hits?.refetch())} />}
          {head?.rebuilding && <Notice>{t("gallery.rebuilding")}</Notice>}
        </>
      }
    >
      <div ref={measured} className={styles["content"]}>
        {isShelf ? (
          <Shelf shelf={shelf.data} facets={counted?.facets ?? undefined} onSearch={onSearch} onForget={onForget} onOpen={openCard} />
        ) : (
          <>
            <div className={styles["found"]}>
              <div className={styles["line"]}>
                <span role="status" className={styles["count"]}>
                  {head ? t("gallery.found", { total }) : t("gallery.loading")}
                  {head?.corrected === true && total > 0 && <span className={styles["corrected"]}> {t("gallery.corrected")}</span>}
                </span>
                <FilterChips filter={understood} onEdit={editText} />
                <span className={styles["live"]}>
                  <LiveNews
                    live={live}
                    waiting={hits?.waiting}
                    onShow={() => {
                      hits?.showWaiting();
                      setActive(undefined);
                      tiles.current?.scrollToTop();
                    }}
                  />
                </span>
              </div>
              {head === undefined || !hits ? (
                !failure && <Skeleton lines={8} label={t("gallery.loading")} />
              ) : total === 0 ? (
                <NoHits
                  text={text}
                  all={head.all}
                  filters={filters}
                  live={live}
                  onDropFilters={() => editText(wordsOf)}
                  onChooseSources={() => open(addresses.sources())}
                  onOpenReference={(reference) => void openReference(reference)}
                />
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
                  onOpen={onOpen}
                  onLeave={focusBox}
                  onBookmark={actions.toggleBookmark}
                  entries={entries}
                />
              )}
            </div>
            {!isNarrow && (
              <aside aria-label={t("gallery.facets")} className={styles["facets"]}>
                {facets}
              </aside>
            )}
          </>
        )}
      </div>
      <Dialog
        isOpen={isNarrowing && isNarrow}
        onClose={() => setNarrowing(false)}
        title={t("gallery.facets")}
        subtitle={t("gallery.found", { total: format.number(total) })}
        width="narrow"
        actions={
          <>
            {filters > 0 && <Button onPress={() => editText(wordsOf)}>{t("gallery.dropAll")}</Button>}
            <Button tone="primary" onPress={() => setNarrowing(false)}>
              {t("common.close")}
            </Button>
          </>
        }
      >
        {facets}
      </Dialog>
    </ScreenFrame>
  );
}
