// The images of a repository in one grid, with filters above it and what is selected beside it.

import { Container, CopyPlus, FileDown, FileUp, Hourglass, RefreshCw, SearchX, SlidersHorizontal, Upload, Wrench } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import type { EngineCommand, Failure, Grouping, ImageColumn, ImageRow } from "~/bridge/generated/contract";
import { useDraggedFile } from "~/bridge/dragged_files";
import { useAct, useAskOnce, useConnection } from "~/bridge/queries";
import { useSame } from "~/bridge/use_same";
import { useRowWindow } from "~/bridge/windows";
import { useWindowState } from "~/bridge/window_state";
import { IconButton } from "~/kit/Button";
import { ContextMenu, MenuButton } from "~/kit/Menu";
import type { MenuEntry, Point } from "~/kit/Menu";
import { EmptyState, Skeleton, copyText } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { useWidth } from "~/kit/use_width";
import { VirtualGrid } from "~/kit/VirtualGrid";
import type { GridSort } from "~/kit/VirtualGrid";
import { classNames } from "~/lib/class_names";
import { useMessages } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { FailureNotice } from "~/parts/FailureNotice";
import { Freshness } from "~/parts/Freshness";
import { RegistryText } from "~/parts/RegistryText";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import { useTypedSearch } from "~/places/typed_search";
import { useCopies } from "../copies/copies";
import { wantedOf } from "../copies/copy_wish";
import { useDragToCopy } from "../copies/use_drag_to_copy";
import type { DropPlace } from "../copies/use_drag_to_copy";
import { PushDialog } from "../registry/PushDialog";
import { imageColumns, roomForAll } from "./columns";
import { DeniedNotice } from "./DeniedNotice";
import { DetailsBar } from "./DetailsBar";
import { findByTyping } from "./find_by_typing";
import { isFiltering, readFilter, readGrouping, readSort, writeSort } from "./image_filters";
import { imageMenu } from "./image_menu";
import { ImageInspector, NothingInspected } from "./ImageInspector";
import { ImageToolbar } from "./ImageToolbar";
import styles from "./RepositoryScreen.module.css";
import { readSelection } from "./selection";
import { useArchive } from "./use_archive";
import { useEngine } from "./use_engine";
import { useFollowedPosition } from "./use_followed_position";
import { selectorOf, useImageActions } from "./use_image_actions";
import { useImageCommands } from "./use_image_commands";
import { usePullCommands } from "./use_pull_commands";
import { useSelectedRows } from "./use_selected_rows";
import { useUpkeep } from "./use_upkeep";

export interface RepositoryScreenProps {
  connection: string;
  repository: string;
}

const filterNames = ["text", "platform", "kind", "age", "severity", "storage"] as const;
const noTexts = { text: "", platform: "", kind: "", age: "", severity: "", storage: "" };
const nothingTold: readonly ImageColumn[] = [];
const nothingDenied: readonly Failure[] = [];

type Widths = Readonly<Record<string, number>>;

const noWidths: Widths = {};

function isWidths(value: unknown): value is Widths {
  return typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "number");
}

const toneOf = (row: ImageRow): "muted" | undefined => (row.kind === "relic" ? "muted" : undefined);

export function RepositoryScreen({ connection, repository }: RepositoryScreenProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const known = useConnection(connection);
  const askOnce = useAskOnce();
  const open = useOpen();
  const refresh = useAct("refresh_images");
  const grid = useRef<HTMLDivElement>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const [menuAt, setMenuAt] = useState<Point>();
  const [isPushing, setPushing] = useState(false);
  const [engine] = useEngine();
  const widths = useWindowState<Widths>("images.widths", isWidths, noWidths);

  const [texts, setTexts] = useTypedSearch(filterNames);
  const [groupingText, setGroupingText] = useAddressState("rows");
  const [sortText, setSortText] = useAddressState("sort");
  const grouping = readGrouping(groupingText);
  const sort = readSort(sortText);
  const question = useMemo(
    () => ({ connection, repository, grouping: readGrouping(groupingText), sort: readSort(sortText), filter: readFilter(texts) }),
    [connection, repository, groupingText, sortText, texts],
  );
  const isByTag = grouping === "tag";

  const images = useRowWindow("list_images", question);
  const { head, rowAt, total, shown } = images;
  const list = useMemo(() => ({ list: shown, count: total, rowAt }), [shown, total, rowAt]);
  const [position, setPosition] = useFollowedPosition(list);
  const selected = position.selection.size;
  const rows = useSelectedRows(question, position.selection, rowAt);
  const only = selected === 1 ? rows[0] : undefined;

  const pull = usePullCommands(
    only && {
      connection,
      repository,
      tag: only.tags[0] ?? null,
      digest: only.digest,
      platform: null,
      kind: only.kind,
    },
  );
  const readRows = useCallback(() => readSelection(askOnce, question, position.selection, rowAt), [askOnce, question, position.selection, rowAt]);
  const actions = useImageActions({ connection: known, repository, count: selected, rows, readRows });
  const copyPull = (command: EngineCommand | undefined): void => {
    if (command) void copyText(command.text).then(() => toasts.show({ title: t("repository.copiedPull"), detail: command.text }));
  };
  const startRefresh = refresh.mutate;
  const look = useCallback((): void => startRefresh({ connection, repository }), [startRefresh, connection, repository]);
  useImageCommands(actions, isByTag, {
    refresh: look,
    focusFilter: () => filterField.current?.focus(),
    showPushCommands: () => setPushing(true),
    administer: known?.hasOffers ? () => open(addresses.administration(connection, repository)) : undefined,
    copyPullCommand: () => copyPull([...pull.byTag, ...pull.byDigest].find((each) => each.engine === engine) ?? pull.byTag[0] ?? pull.byDigest[0]),
  });

  const [width, measured] = useWidth();
  const hasAge = width === undefined || width >= roomForAll || sort.column === "age";
  const tells = useSame(head?.tells ?? nothingTold);
  const archive = useArchive({ connection: known, repository, tells, count: selected, rows, readRows });
  const columns = useMemo(() => imageColumns(t, isByTag ? "tag" : "digest", hasAge, tells), [t, isByTag, hasAge, tells]);
  const copies = useCopies();
  const askCopy = useCallback(
    (destination?: DropPlace): void => {
      void readRows().then((all) => {
        const images = wantedOf(all, isByTag);
        // None would mean the whole repository.
        if (images.length > 0) copies.ask({ source: { connection, repository }, images, destination });
      });
    },
    [copies, readRows, connection, repository, isByTag],
  );
  const copyAll = useCallback(() => copies.ask({ source: { connection, repository }, images: [] }), [copies, connection, repository]);
  const saveAll = useCallback(() => copies.save({ source: { connection, repository }, images: [] }), [copies, connection, repository]);
  const drag = useDragToCopy(selected, askCopy);
  const askSave = (): void => {
    void readRows().then((all) => {
      const images = wantedOf(all, isByTag);
      if (images.length > 0) copies.save({ source: { connection, repository }, images });
    });
  };
  const pushFile = useCallback((path?: string) => copies.push({ destination: { connection, repository }, path }), [copies, connection, repository]);
  const isFileOver = useDraggedFile(pushFile);
  const saveEntry: MenuEntry = {
    id: "saveToFile",
    label: t("files.saveTo"),
    icon: FileDown,
    disabledReason: selected === 0 ? t("repository.nothingSelected") : undefined,
    run: askSave,
  };
  const copyEntry: MenuEntry = {
    id: "copyTo",
    label: t("copies.copyTo"),
    icon: CopyPlus,
    disabledReason: selected === 0 ? t("repository.nothingSelected") : undefined,
    run: () => askCopy(),
  };
  const menu = imageMenu(t, actions, pull, isByTag, copyPull, [copyEntry, saveEntry, ...archive.entries]);
  const removeRows = isByTag && rows.some((row) => row.tags.length > 0) ? actions.removeTags : actions.deleteImages;

  // What does not change with every letter of the filter is not drawn with every letter.
  const setGrouping = useCallback((next: Grouping) => setGroupingText(next === "tag" ? "tag" : ""), [setGroupingText]);
  const setSort = useCallback(
    (next: GridSort) => setSortText(writeSort({ column: next.column as ImageColumn, descending: next.descending })),
    [setSortText],
  );
  const leaveFilter = useCallback(() => grid.current?.focus(), []);
  const isEcr = known?.kind === "ecr" || known?.kind === "ecrPublic";
  const buttons = useMemo(
    () => (
      <>
        {isEcr && <IconButton icon={SlidersHorizontal} label={t("ecr.settings")} onPress={() => open(addresses.repositorySettings(connection, repository))} />}
        {known?.kind !== "visited" && <IconButton icon={Hourglass} label={t("retention.title")} onPress={() => open(addresses.lifecycle(connection, repository))} />}
        {known?.hasOffers && <IconButton icon={Wrench} label={t("administration.open")} onPress={() => open(addresses.administration(connection, repository))} />}
        <IconButton icon={CopyPlus} label={t("copies.copyAllTo")} onPress={copyAll} />
        <IconButton icon={FileDown} label={t("files.saveAllTo")} onPress={saveAll} />
        {known?.readOnly !== true && <IconButton icon={FileUp} label={t("files.pushFrom")} onPress={() => pushFile()} />}
        <IconButton icon={Upload} label={t("repository.pushCommands")} onPress={() => setPushing(true)} />
        <IconButton icon={RefreshCw} label={t("repository.refresh")} shortcut="F5" onPress={look} />
      </>
    ),
    [t, look, isEcr, known?.kind, known?.hasOffers, known?.readOnly, open, connection, repository, copyAll, saveAll, pushFile],
  );

  const openAt = (index: number): void => {
    const row = rowAt(index);
    const selector = row && selectorOf(row);
    if (selector !== undefined) open(addresses.image(connection, repository, selector));
  };
  const typeAhead = (text: string): Promise<number | undefined> => {
    // A single letter goes on from the next row; more letters may stay where they are.
    const from = (position.active ?? -1) + (text.length === 1 || position.active === undefined ? 1 : 0);
    return findByTyping(askOnce, question, rowAt, total, text, from);
  };

  /** Keys of a selection that a grid in general does not have. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== grid.current || event.altKey) return;
    const mod = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && mod) actions.openAside.run();
    else if (event.key === "c" && mod && !event.shiftKey) actions.copyReference.run();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const lookUp = useUpkeep({ connection, repository, isKept: known?.kind === "ecr", rowAt });
  const seeRows = images.onVisibleRange;
  const onVisibleRange = useCallback(
    (first: number, last: number): void => {
      seeRows(first, last);
      lookUp(first, last);
    },
    [seeRows, lookUp],
  );
  const failure = images.failure?.failure ?? head?.problem ?? refresh.error?.failure;
  return (
    <ScreenFrame
      title={<RegistryText text={repository} />}
      subtitle={
        <>
          {known && <ConnectionMarks connection={known} />}
          {head && <Freshness observedAt={head.observedAt} refreshing={head.refreshing || refresh.isPending} />}
        </>
      }
      actions={
        <>
          {selected > 0 && <MenuButton label={t("repository.actions")} words tone="plain" entries={menu} />}
          {buttons}
        </>
      }
      toolbar={
        <ImageToolbar
          texts={texts}
          onTextsChange={setTexts}
          grouping={grouping}
          onGroupingChange={setGrouping}
          head={head}
          filterField={filterField}
          onLeave={leaveFilter}
        />
      }
      notices={
        failure ? (
          <FailureNotice shape="bar" failure={failure} connection={connection} onRetry={look} />
        ) : (
          <DeniedNotice denied={head?.denied ?? nothingDenied} connection={connection} />
        )
      }
      inspector={
        selected === 0 ? (
          <NothingInspected />
        ) : (
          <ImageInspector connection={known} repository={repository} count={selected} rows={rows} actions={actions} pull={pull} />
        )
      }
    >
      {head === undefined ? (
        images.isLoading && <Skeleton lines={12} label={t("repository.loading")} />
      ) : (
        // The grid itself has the focus and its keys; these few are about images.
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div ref={measured} className={classNames(styles["list"], isFileOver && styles["target"])} onKeyDownCapture={onKeyDown} onPointerDown={drag.onPointerDown}>
          <VirtualGrid<ImageRow>
            ref={grid}
            label={t("repository.images", { repository })}
            columns={columns}
            count={total}
            rowAt={rowAt}
            onVisibleRange={onVisibleRange}
            sort={sort}
            onSortChange={setSort}
            position={position}
            onPositionChange={setPosition}
            onOpen={openAt}
            onContextMenu={(_, at) => setMenuAt(at)}
            onDelete={removeRows.run}
            onTypeAhead={typeAhead}
            widths={widths.value}
            onWidthsChange={widths.setValue}
            toneOf={toneOf}
            listKey={shown}
            empty={
              // Why there is nothing is said above.
              failure && !isFiltering(question.filter) ? undefined : (
                <NoImages
                  isFiltered={isFiltering(question.filter)}
                  isLooking={head.refreshing && head.observedAt === null}
                  onClear={() => setTexts(noTexts)}
                  onPush={() => setPushing(true)}
                />
              )
            }
          />
          <DetailsBar connection={connection} repository={repository} head={head} isByTag={isByTag} selected={selected} />
        </div>
      )}
      <ContextMenu label={t("repository.contextMenu")} at={menuAt} entries={menu} onClose={() => setMenuAt(undefined)} />
      {isFileOver ? (
        <p className={styles["drop"]} role="status">
          {t("files.drop")}
        </p>
      ) : null}
      {archive.dialog}
      {drag.ghost}
      {isPushing && <PushDialog connection={connection} repository={repository} onClose={() => setPushing(false)} />}
    </ScreenFrame>
  );
}

interface NoImagesProps {
  isFiltered: boolean;
  /** The list is being read for the first time. */
  isLooking: boolean;
  onClear: () => void;
  onPush: () => void;
}

function NoImages({ isFiltered, isLooking, onClear, onPush }: NoImagesProps): ReactNode {
  const { t } = useMessages();
  if (isFiltered) {
    return (
      <EmptyState icon={SearchX} title={t("repository.noMatchTitle")} actions={[{ label: t("repository.showAll"), run: onClear }]}>
        {t("repository.noMatchText")}
      </EmptyState>
    );
  }
  if (isLooking) return <Skeleton lines={6} label={t("repository.loading")} />;
  return (
    <EmptyState icon={Container} title={t("repository.emptyTitle")} actions={[{ label: t("repository.pushCommands"), run: onPush, icon: Upload }]}>
      {t("repository.emptyText")}
    </EmptyState>
  );
}
