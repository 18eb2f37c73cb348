// The repositories of a connection, as a list and as a tree, and what the registry is.

import { BadgeCheck, BookMarked, Bookmark, Boxes, Coins, CopyPlus, FolderTree, HeartPulse, List, LogIn, Pin, Plus, RefreshCw, Search, SearchX, SlidersHorizontal, Sparkles, Star, Upload, Warehouse, Wrench } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { RepositoryColumn, RepositoryMark, RepositoryRow, RepositorySort, RepositoryWindow } from "~/bridge/generated/contract";
import { useAct, useConnection } from "~/bridge/queries";
import { useRowWindow } from "~/bridge/windows";
import { Button, IconButton, ToggleButton } from "~/kit/Button";
import { startPosition } from "~/kit/grid_position";
import type { GridPosition } from "~/kit/grid_position";
import { Icon } from "~/kit/Icon";
import { ContextMenu, MenuButton } from "~/kit/Menu";
import type { Point } from "~/kit/Menu";
import { EmptyState, Notice, Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { VirtualGrid } from "~/kit/VirtualGrid";
import type { GridColumn, GridSort } from "~/kit/VirtualGrid";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages, PlainKey } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { FailureNotice } from "~/parts/FailureNotice";
import { Freshness } from "~/parts/Freshness";
import { Age, Bytes, Unknown } from "~/parts/Known";
import { RepositoryName } from "~/parts/RepositoryName";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { hasSearch } from "~/parts/vendor_words";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import { useTypedSearch } from "~/places/typed_search";
import { DeleteRepositoryDialog } from "../amazon/DeleteRepositoryDialog";
import { EngineSignInDialog } from "../amazon/EngineSignInDialog";
import { NewRepositoryDialog } from "../amazon/NewRepositoryDialog";
import { NewPublicRepositoryDialog } from "../amazon_public/NewPublicRepositoryDialog";
import { CopyRegistryDialog } from "../replication/CopyRegistryDialog";
import { FindDialog } from "./FindDialog";
import { FreeSpaceDialog } from "./FreeSpaceDialog";
import { MakeRepositoryDialog } from "./MakeRepositoryDialog";
import { PinDialog } from "./PinDialog";
import { ProtectDialog } from "./ProtectDialog";
import { PushDialog } from "./PushDialog";
import { RegistryInspector } from "./RegistryInspector";
import styles from "./RegistryScreen.module.css";
import { RepositoryTree } from "./RepositoryTree";
import { useRegistryCommands } from "./use_registry_commands";
import { repositoryMenu, useRepositoryActions } from "./use_repository_actions";
import { WholeRepositoryDialog } from "./WholeRepositoryDialog";

/** What stands in front of the screen. */
type Asked = { type: "push"; repository: string | null } | { type: "pin" } | { type: "free" } | { type: "protect" } | { type: "new" } | { type: "engines" } | { type: "copy" } | { type: "find" } | { type: "delete"; repository: string };

const searchNames = ["filter"] as const;

const markIds: readonly RepositoryMark[] = ["star", "bookmark"];

const markNames = { star: "registry.markedStar", bookmark: "registry.markedBookmark" } as const satisfies Record<RepositoryMark, PlainKey>;

export function RegistryScreen({ connection }: { connection: string }): ReactNode {
  const { t } = useMessages();
  const known = useConnection(connection);
  const open = useOpen();
  const toasts = useToasts();
  const [{ filter }, setTexts] = useTypedSearch(searchNames);
  const [view, setView] = useAddressState("view", "list");
  const refresh = useAct("refresh_repositories");
  const addSamples = useAct("add_samples");
  const [asked, setAsked] = useState<Asked>();
  const [position, setPosition] = useState<GridPosition>(startPosition);
  const [menuAt, setMenuAt] = useState<Point>();
  const [inTree, setInTree] = useState<string>();
  const filterField = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);

  const [sortText, setSortText] = useAddressState("sort");
  const sort = useMemo(() => readSort(sortText), [sortText]);
  const changeSort = useCallback((next: GridSort): void => setSortText(writeSort(next)), [setSortText]);
  const [markText, setMark] = useAddressState("marked");
  const marked = markIds.find((each) => each === markText) ?? null;
  const question = useMemo(() => ({ connection, filter: filter.trim(), marked, sort }), [connection, filter, marked, sort]);
  const repositories = useRowWindow("list_repositories", question);
  const { head, rowAt, total } = repositories;
  const isFiltered = question.filter !== "" || marked !== null;
  const isTree = view === "tree" && !isFiltered;
  const selected = isTree ? undefined : position.active === undefined ? undefined : rowAt(position.active);
  const name = isTree ? inTree : selected?.name;

  const regions = (known?.kind === "ecr" ? known.amazon?.regions : undefined) ?? [];
  const [firstRegion] = regions;
  const openSettings = (region: string): void => open(addresses.registrySettings(connection, region));
  const look = useCallback((): void => refresh.mutate(connection), [refresh, connection]);
  const actions = useRepositoryActions(
    known,
    name === undefined ? undefined : { name, row: selected },
    (repository) => setAsked({ type: "push", repository }),
    (repository) => setAsked({ type: "delete", repository }),
  );
  useRegistryCommands({
    refresh: look,
    focusFilter: () => filterField.current?.focus(),
    push: () => setAsked({ type: "push", repository: null }),
    pin: () => setAsked({ type: "pin" }),
    openHealth: () => open(addresses.health(connection)),
    openAdministration: known?.hasOffers ? () => open(addresses.administration(connection)) : undefined,
    openCost: known?.kind === "ecr" ? () => open(addresses.cost(connection)) : undefined,
    signInEngines: known?.kind === "ecr" ? () => setAsked({ type: "engines" }) : undefined,
    openSettings: firstRegion === undefined ? undefined : () => openSettings(firstRegion),
    actions,
  });
  // Bytes have a column where the registry counts them.
  const hasBytes = head?.rows.some((row) => row.bytes !== null) ?? false;
  // … and what only some registries tell, where this one does.
  const hasImages = head?.rows.some((row) => row.images !== null) ?? false;
  const hasTags = head?.rows.some((row) => row.resourceTags.length > 0) ?? false;
  const columns = useMemo(() => repositoryColumns(t, { hasBytes, hasImages, hasTags }), [t, hasBytes, hasImages, hasTags]);
  const menu = repositoryMenu(actions);
  const isLocal = known?.kind === "local";
  const makes = known?.repositories.creates;
  const isAmazon = known?.kind === "ecr" || known?.kind === "ecrPublic";
  const tellDeleted = (repository: string): void => {
    setAsked(undefined);
    toasts.show({ title: t("ecr.deleted", { name: visibleText(repository) }) });
  };
  const failure = repositories.failure?.failure ?? refresh.error?.failure ?? addSamples.error?.failure ?? head?.problem;
  const withoutCatalog = head?.catalog === "no";
  // What was never listed is not empty.
  const isUnknown = head !== undefined && head.all === 0 && head.observedAt === null;

  return (
    <ScreenFrame
      title={<bdi>{visibleText(known?.name ?? connection)}</bdi>}
      subtitle={
        <>
          {known && <ConnectionMarks connection={known} isHere />}
          {head && <Freshness observedAt={head.observedAt} refreshing={head.refreshing || refresh.isPending} />}
        </>
      }
      actions={
        <>
          <IconButton icon={HeartPulse} label={t("health.title")} onPress={() => open(addresses.health(connection))} />
          {known?.hasOffers && <IconButton icon={Wrench} label={t("administration.open")} onPress={() => open(addresses.administration(connection))} />}
          {known?.kind === "ecr" && <IconButton icon={Coins} label={t("cost.title")} onPress={() => open(addresses.cost(connection))} />}
          {known?.kind === "ecrPublic" && (
            <Button icon={BadgeCheck} onPress={() => open(addresses.publicRegistry(connection))}>
              {t("publisherSide.registry")}
            </Button>
          )}
          {isAmazon && (
            <Button icon={Plus} onPress={() => setAsked({ type: "new" })} disabledReason={known.readOnly ? t("registry.readOnlyReason") : undefined}>
              {t("ecr.newRepository")}
            </Button>
          )}
          {makes && (
            <Button icon={Plus} onPress={() => setAsked({ type: "new" })} disabledReason={known.readOnly ? t("registry.readOnlyReason") : undefined}>
              {t(makes === "project" ? "wholeRepositories.newProject" : "wholeRepositories.newRepository")}
            </Button>
          )}
          <Button icon={Upload} label={t("registry.pushNew")} onPress={() => setAsked({ type: "push", repository: null })}>
            {t("registry.pushShort")}
          </Button>
          <MenuButton
            label={t("registry.actions")}
            words
            tone="plain"
            entries={[
              { id: "pin", label: t("registry.pinAdd"), icon: Pin, run: () => setAsked({ type: "pin" }) },
              ...(hasSearch(known?.kind) ? [{ id: "find", label: t("registry.findOpen"), icon: Search, run: () => setAsked({ type: "find" }) }] : []),
              { id: "copy", label: t("replication.copyRegistry"), icon: CopyPlus, run: () => setAsked({ type: "copy" }) },
              ...(known?.kind === "ecr" ? [{ id: "engines", label: t("engines.open"), icon: LogIn, run: () => setAsked({ type: "engines" }) }] : []),
              ...regions.map((region) => ({
                id: `settings ${region}`,
                label: t("registrySettings.of", { region }),
                icon: SlidersHorizontal,
                run: () => openSettings(region),
              })),
              ...(isLocal
                ? ([
                    "separator",
                    { id: "samples", label: t("registry.addSamples"), icon: Sparkles, run: () => addSamples.mutate({}) },
                    { id: "protect", label: t("registry.protect"), run: () => setAsked({ type: "protect" }) },
                    { id: "free", label: t("registry.freeSpace"), run: () => setAsked({ type: "free" }) },
                    { id: "cache", label: t("pullCache.open"), icon: Warehouse, run: () => open(addresses.pullCache(connection)) },
                  ] as const)
                : []),
            ]}
          />
          <IconButton icon={RefreshCw} label={t("registry.refresh")} shortcut="F5" onPress={look} />
        </>
      }
      toolbar={
        <div role="search" className={styles["toolbar"]}>
          <div className={styles["filter"]}>
            <TextField
              ref={filterField}
              label={t("registry.filter")}
              hideLabel
              placeholder={t("registry.filter")}
              kind="search"
              value={filter}
              onChange={(text) => setTexts({ filter: text })}
              onSubmit={() => grid.current?.focus()}
            />
          </div>
          {head && (head.marks.length > 0 || marked !== null) && (
            <Select<RepositoryMark | "all">
              label={t("registry.marked")}
              hideLabel
              value={marked ?? "all"}
              onChange={(value) => setMark(value === "all" ? "" : value)}
              choices={[{ value: "all", label: t("registry.markedAll") }, ...markIds.filter((each) => head.marks.includes(each) || each === marked).map((each) => ({ value: each, label: t(markNames[each]) }))]}
            />
          )}
          {head && !isUnknown && <span className={styles["count"]}>{sayCount(t, head)}</span>}
          <div role="group" aria-label={t("registry.view")} className={styles["views"]}>
            <ToggleButton icon={List} label={t("registry.asList")} isOn={!isTree} onChange={() => setView("list")} />
            <ToggleButton
              icon={FolderTree}
              label={t("registry.asTree")}
              isOn={isTree}
              onChange={() => setView("tree")}
              disabledReason={isFiltered ? t("registry.treeUnfiltered") : undefined}
            />
          </div>
        </div>
      }
      notices={
        <>
          {failure && <FailureNotice shape="bar" failure={failure} connection={connection} onRetry={look} />}
          {withoutCatalog && head.all > 0 && (
            <Notice actions={[{ label: t("registry.pinAdd"), run: () => setAsked({ type: "pin" }), icon: Pin }]}>{t("registry.noCatalog")}</Notice>
          )}
        </>
      }
      inspector={
        <RegistryInspector
          connection={known}
          repository={name}
          row={selected}
          actions={actions}
          onFree={() => setAsked({ type: "free" })}
          onProtect={() => setAsked({ type: "protect" })}
        />
      }
    >
      {head === undefined ? (
        repositories.isLoading && <Skeleton lines={12} label={t("registry.loading")} />
      ) : isTree && head.all > 0 ? (
        <RepositoryTree
          connection={connection}
          name={known?.name ?? connection}
          selected={inTree}
          onSelect={setInTree}
          onContextMenu={(repository, at) => {
            setInTree(repository);
            setMenuAt(at);
          }}
        />
      ) : (
        <VirtualGrid<RepositoryRow>
          ref={grid}
          label={t("registry.repositories", { name: known?.name ?? connection })}
          columns={columns}
          count={total}
          rowAt={rowAt}
          onVisibleRange={repositories.onVisibleRange}
          sort={sort}
          onSortChange={changeSort}
          selectionMode="single"
          position={position}
          onPositionChange={setPosition}
          onOpen={(index) => actions.openNamed(rowAt(index)?.name)}
          onContextMenu={(_, at) => setMenuAt(at)}
          onDelete={actions.delete.run}
          onTypeAhead={(text) => findByName(rowAt, total, text, position.active)}
          toneOf={(row) => (row.gone ? "muted" : undefined)}
          listKey={repositories.shown}
          empty={
            // Why there is nothing is said above.
            failure && !isFiltered ? undefined : (
              <NoRepositories
                isFiltered={isFiltered}
                isLooking={head.refreshing && head.observedAt === null}
                isLocal={isLocal}
                withoutCatalog={withoutCatalog}
                onClear={() => {
                  setTexts({ filter: "" });
                  setMark("");
                }}
                onPush={() => setAsked({ type: "push", repository: null })}
                onPin={() => setAsked({ type: "pin" })}
                onSamples={() => addSamples.mutate({})}
              />
            )
          }
        />
      )}
      <ContextMenu label={t("registry.contextMenu")} at={menuAt} entries={menu} onClose={() => setMenuAt(undefined)} />
      {asked?.type === "push" && <PushDialog connection={connection} repository={asked.repository} onClose={() => setAsked(undefined)} />}
      {asked?.type === "new" && known?.kind === "ecrPublic" && <NewPublicRepositoryDialog connection={known} onClose={() => setAsked(undefined)} />}
      {asked?.type === "new" && known?.kind === "ecr" && <NewRepositoryDialog connection={known} onClose={() => setAsked(undefined)} />}
      {asked?.type === "engines" && known && <EngineSignInDialog connection={known} onClose={() => setAsked(undefined)} />}
      {asked?.type === "new" && makes && <MakeRepositoryDialog connection={known} makes={makes} onClose={() => setAsked(undefined)} />}
      {asked?.type === "delete" && isAmazon && (
        <DeleteRepositoryDialog
          at={{ connection, repository: asked.repository }}
          isPublic={known.kind === "ecrPublic"}
          onClose={() => setAsked(undefined)}
          onDeleted={() => tellDeleted(asked.repository)}
        />
      )}
      {asked?.type === "delete" && known && !isAmazon && (
        <WholeRepositoryDialog
          at={{ connection, repository: asked.repository }}
          hasOtherWay={known.capabilities.deleteDigest.state !== "no"}
          onClose={() => setAsked(undefined)}
          onDeleted={() => tellDeleted(asked.repository)}
        />
      )}
      {asked?.type === "find" && (
        <FindDialog connection={connection} text={question.filter} onOpen={(repository) => open(addresses.repository(connection, repository))} onClose={() => setAsked(undefined)} />
      )}
      {asked?.type === "pin" && <PinDialog connection={connection} onClose={() => setAsked(undefined)} />}
      {asked?.type === "copy" && known && <CopyRegistryDialog source={known} onClose={() => setAsked(undefined)} />}
      {asked?.type === "free" && <FreeSpaceDialog onClose={() => setAsked(undefined)} />}
      {asked?.type === "protect" && <ProtectDialog onClose={() => setAsked(undefined)} />}
    </ScreenFrame>
  );
}

function sayCount(t: Messages["t"], head: RepositoryWindow): string {
  const all = t("registry.count", { count: head.all });
  return head.total === head.all ? all : t("registry.countOf", { shown: head.total, all });
}

const sortable: readonly RepositoryColumn[] = ["name", "tags", "images", "bytes", "seen"];

function readSort(text: string): RepositorySort {
  const [name, direction] = text.split("-");
  const column = sortable.find((each) => each === name) ?? "name";
  return { column, descending: direction === "down" };
}

function writeSort({ column, descending }: GridSort): string {
  return column === "name" && !descending ? "" : `${column}-${descending ? "down" : "up"}`;
}

interface Told {
  hasBytes: boolean;
  hasImages: boolean;
  hasTags: boolean;
}

function repositoryColumns(t: Messages["t"], told: Told): GridColumn<RepositoryRow>[] {
  const number = { width: 100, align: "end", isSortable: true } as const;
  const columns: (GridColumn<RepositoryRow> | false)[] = [
    { id: "name", label: t("registry.name"), width: 240, grow: 1, isSortable: true, cell: (row) => <Name row={row} /> },
    told.hasTags && { id: "resourceTags", label: t("registry.resourceTags"), width: 200, cell: (row) => <ResourceTags row={row} /> },
    { id: "tags", label: t("registry.tags"), ...number, cell: (row) => <Count count={row.tags} /> },
    told.hasImages && { id: "images", label: t("registry.images"), ...number, cell: (row) => <Count count={row.images} /> },
    told.hasBytes && { id: "bytes", label: t("registry.bytes"), ...number, width: 110, cell: (row) => <Bytes value={row.bytes} /> },
    { id: "seen", label: t("registry.lastSeen"), width: 140, isSortable: true, cell: (row) => <Age time={row.lastSeen} /> },
  ];
  return columns.filter((column) => column !== false);
}

function ResourceTags({ row }: { row: RepositoryRow }): ReactNode {
  const text = row.resourceTags.map(({ key, value }) => (value === "" ? key : `${key}=${value}`)).join(", ");
  return <span title={visibleText(text)}>{visibleText(text)}</span>;
}

function Name({ row }: { row: RepositoryRow }): ReactNode {
  const { t } = useMessages();
  return (
    <>
      <RepositoryName name={row.name} />
      {row.pinned && <Icon icon={Pin} size={12} label={t("registry.pinned")} className={styles["sign"]} />}
      {row.bookmarked && <Icon icon={Bookmark} size={12} label={t("registry.bookmarked")} className={styles["sign"]} />}
      {row.marks.includes("star") && <Icon icon={Star} size={12} label={t("vendors.starred")} className={styles["sign"]} />}
      {row.marks.includes("bookmark") && <Icon icon={BookMarked} size={12} label={t("vendors.bookmarked")} className={styles["sign"]} />}
      {row.gone && (
        <span className={styles["gone"]} title={t("registry.goneExplained")}>
          {t("registry.gone")}
        </span>
      )}
    </>
  );
}

function Count({ count }: { count: number | null }): ReactNode {
  const { format } = useMessages();
  return count === null ? <Unknown /> : format.number(count);
}

/** The first loaded row after the active one whose name, or last part of it, begins with the text. */
function findByName(rowAt: (index: number) => RepositoryRow | undefined, total: number, text: string, active: number | undefined): number | undefined {
  const wanted = text.toLowerCase();
  const from = active === undefined ? 0 : text.length === 1 ? active + 1 : active;
  for (let step = 0; step < total; step += 1) {
    const index = (from + step) % total;
    const name = rowAt(index)?.name.toLowerCase();
    if (name !== undefined && (name.startsWith(wanted) || name.slice(name.lastIndexOf("/") + 1).startsWith(wanted))) return index;
  }
  return undefined;
}

interface NoRepositoriesProps {
  isFiltered: boolean;
  /** The list is being read for the first time. */
  isLooking: boolean;
  isLocal: boolean;
  withoutCatalog: boolean;
  onClear: () => void;
  onPush: () => void;
  onPin: () => void;
  onSamples: () => void;
}

function NoRepositories(props: NoRepositoriesProps): ReactNode {
  const { t } = useMessages();
  const push = { label: t("registry.pushNew"), run: props.onPush, icon: Upload };
  const pin = { label: t("registry.pinAdd"), run: props.onPin, icon: Pin };
  if (props.isFiltered) {
    return <EmptyState icon={SearchX} title={t("registry.noMatchTitle")} actions={[{ label: t("registry.clearFilter"), run: props.onClear }]} />;
  }
  if (props.isLooking) return <Skeleton lines={6} label={t("registry.loading")} />;
  if (props.withoutCatalog) {
    return (
      <EmptyState icon={Boxes} title={t("registry.emptyNoCatalogTitle")} actions={[pin, push]}>
        {t("registry.emptyNoCatalogText")}
      </EmptyState>
    );
  }
  if (props.isLocal) {
    return (
      <EmptyState icon={Boxes} title={t("registry.emptyTitle")} actions={[{ label: t("registry.addSamples"), run: props.onSamples, icon: Sparkles }, push]}>
        {t("registry.emptyLocal")}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Boxes} title={t("registry.emptyTitle")} actions={[push, pin]}>
      {t("registry.emptyText")}
    </EmptyState>
  );
}
