// The tags of a listing: found, ordered, chosen by moving onto them, opened by Enter.

import { SearchX, Tags as TagsIcon } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { ListingCard, ListingTag, ListingTagColumn } from "~/bridge/generated/contract";
import { useRowWindow } from "~/bridge/windows";
import { ContextMenu } from "~/kit/Menu";
import type { MenuEntries, Point } from "~/kit/Menu";
import { EmptyState, Notice, Skeleton, copyText } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { VirtualGrid } from "~/kit/VirtualGrid";
import type { GridColumn, GridSort } from "~/kit/VirtualGrid";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { DigestLabel } from "~/parts/DigestLabel";
import { RefreshProblem } from "~/parts/RefreshProblem";
import { Freshness } from "~/parts/Freshness";
import { Age, Bytes, Unknown } from "~/parts/Known";
import { PlatformNames } from "~/parts/PlatformBadges";
import { RegistryText } from "~/parts/RegistryText";
import { withSelector } from "~/places/addresses";
import { useAddressState } from "~/places/search";
import { useTypedSearch } from "~/places/typed_search";
import { useFollowedPosition } from "../repository/use_followed_position";
import type { Choice } from "./choice";
import styles from "./ListingTags.module.css";
import { useVisit } from "./use_visit";

const columnIds: readonly ListingTagColumn[] = ["tag", "size", "created"];
const searchNames = ["tags"] as const;

function readSort(text: string): { column: ListingTagColumn; descending: boolean } {
  const column = columnIds.find((each) => each === text.replace(/^-/, "")) ?? "tag";
  return { column, descending: text.startsWith("-") };
}

export function ListingTags({ card, choice }: { card: ListingCard; choice: Choice }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const visit = useVisit(card.reference);
  const [{ tags: filter }, setTexts] = useTypedSearch(searchNames);
  const [sortText, setSortText] = useAddressState("order", "-tag");
  const [menuAt, setMenuAt] = useState<Point>();
  const grid = useRef<HTMLDivElement>(null);

  const sort = useMemo(() => readSort(sortText), [sortText]);
  const question = useMemo(() => ({ reference: card.reference, filter: filter.trim(), sort }), [card.reference, filter, sort]);
  const tags = useRowWindow("list_listing_tags", question);
  const { head, rowAt, total } = tags;
  // A tag is the same row wherever it moves to.
  const keyed = useMemo(
    () => (index: number) => {
      const row = rowAt(index);
      return row && { key: row.tag };
    },
    [rowAt],
  );
  const [position, setPosition] = useFollowedPosition({ list: tags.shown, count: total, rowAt: keyed });
  const selected = position.active === undefined ? undefined : rowAt(position.active);
  const columns = useMemo(() => tagColumns(t), [t]);
  const copy = (text: string, said: string): void => void copyText(text).then(() => toasts.show({ title: said, detail: visibleText(text) }));
  const clear = (): void => setTexts({ tags: "" });

  const menu: MenuEntries = selected
    ? [
        { id: "open", label: t("listing.openImage"), shortcut: "Enter", run: () => visit.openImage(selected.tag) },
        "separator",
        { id: "reference", label: t("listing.copyTagReference"), run: () => copy(withSelector(card.reference, selected.tag), t("listing.copied")) },
        ...(selected.digest === null
          ? []
          : [{ id: "digest", label: t("listing.copyDigest"), run: () => copy(selected.digest ?? "", t("listing.copiedDigest")) }]),
      ]
    : [];
  const failure = tags.failure?.failure ?? head?.problem;
  const path = card.alias === "" ? card.name : `${card.alias}/${card.name}`;

  return (
    <div className={styles["tags"]}>
      <div role="search" className={styles["toolbar"]}>
        <div className={styles["filter"]}>
          <TextField
            label={t("listing.filterTags")}
            hideLabel
            placeholder={t("listing.filterTags")}
            kind="search"
            value={filter}
            onChange={(text) => setTexts({ tags: text })}
            onSubmit={() => grid.current?.focus()}
          />
        </div>
        {head && (
          <span className={styles["count"]}>
            {head.total === head.all
              ? t("listing.countTags", { count: head.all })
              : t("listing.countOf", { shown: head.total, all: t("listing.countTags", { count: head.all }) })}
          </span>
        )}
        {head && (head.refreshing || head.observedAt !== null) && (
          <span className={styles["age"]}>
            <Freshness observedAt={head.observedAt} refreshing={head.refreshing} />
          </span>
        )}
      </div>
      {failure && <RefreshProblem failure={failure} onRetry={tags.refetch} />}
      {head?.more && (
        <Notice actions={[{ label: t("listing.browse"), run: visit.browse }]}>
          <strong>{t("listing.moreTags")}</strong> {t("listing.moreTagsExplained")}
        </Notice>
      )}
      {head === undefined ? (
        tags.isLoading && <Skeleton lines={8} label={t("listing.loadingTags")} />
      ) : (
        <VirtualGrid<ListingTag>
          ref={grid}
          label={t("listing.tagsOf", { repository: visibleText(path) })}
          columns={columns}
          count={total}
          rowAt={rowAt}
          onVisibleRange={tags.onVisibleRange}
          selectionMode="single"
          sort={sort}
          onSortChange={(next: GridSort) => setSortText(`${next.descending ? "-" : ""}${next.column}`)}
          position={position}
          onPositionChange={(next) => {
            setPosition(next);
            const row = next.active === undefined ? undefined : rowAt(next.active);
            if (row) choice.setSelector(row.tag);
          }}
          onOpen={(index) => {
            const row = rowAt(index);
            if (row) visit.openImage(row.tag);
          }}
          onContextMenu={(_, at) => setMenuAt(at)}
          onTypeAhead={(text) => findTag(rowAt, total, text)}
          listKey={tags.shown}
          empty={
            failure && question.filter === "" ? undefined : head.refreshing && head.all === 0 ? (
              <Skeleton lines={6} label={t("listing.loadingTags")} />
            ) : question.filter === "" ? (
              <EmptyState icon={TagsIcon} title={t("listing.noTags")} actions={[{ label: t("listing.browse"), run: visit.browse }]}>
                {t("listing.noTagsText")}
              </EmptyState>
            ) : (
              <EmptyState icon={SearchX} title={t("listing.noTagMatches")} actions={[{ label: t("listing.clearFilter"), run: clear }]} />
            )
          }
        />
      )}
      <ContextMenu label={t("listing.tagMenu")} at={menuAt} entries={menu} onClose={() => setMenuAt(undefined)} />
    </div>
  );
}

function tagColumns(t: Messages["t"]): GridColumn<ListingTag>[] {
  return [
    { id: "tag", label: t("listing.tag"), width: 160, grow: 2, isSortable: true, cell: (row) => <RegistryText text={row.tag} className={styles["tag"]} /> },
    { id: "digest", label: t("listing.digest"), width: 120, cell: (row) => (row.digest === null ? <Unknown /> : <DigestLabel digest={row.digest} brief />) },
    { id: "platforms", label: t("listing.platforms"), width: 130, grow: 1, cell: (row) => (row.platforms.length === 0 ? <Unknown /> : <PlatformNames platforms={row.platforms} />) },
    { id: "size", label: t("listing.size"), width: 100, align: "end", isSortable: true, cell: (row) => <Bytes value={row.size} /> },
    { id: "created", label: t("listing.created"), width: 120, isSortable: true, cell: (row) => <Age time={row.created} /> },
  ];
}

/** The first loaded row whose tag begins with the text. */
function findTag(rowAt: (index: number) => ListingTag | undefined, total: number, text: string): number | undefined {
  const wanted = text.toLowerCase();
  for (let index = 0; index < total; index += 1) if (rowAt(index)?.tag.toLowerCase().startsWith(wanted)) return index;
  return undefined;
}
