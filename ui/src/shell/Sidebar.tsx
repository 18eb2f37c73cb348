// The sidebar: a tree of places, what is under way, and the way to add a registry.
import { useQueries } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { Bookmark, Branch, Connection } from "~/bridge/generated/contract";
import { useAct, useAsk, useConnections, useHost, useJobs } from "~/bridge/queries";
import type { WindowActions } from "~/commands/command";
import { Button } from "~/kit/Button";
import { ContextMenu } from "~/kit/Menu";
import type { MenuEntries, MenuEntry, Point } from "~/kit/Menu";
import { copyText } from "~/kit/Notice";
import { Tree } from "~/kit/Tree";
import { useMessages } from "~/messages/Messages";
import { useFailureTeller } from "~/parts/failure_teller";
import { addresses, referenceIn } from "~/places/addresses";
import { JobList } from "./JobList";
import type { Layout } from "./layout";
import { RenameDialog } from "./RenameDialog";
import styles from "./Sidebar.module.css";
import { addressOfItem, itemIds, readItemId, shownItemOfPlace, sidebarItems } from "./sidebar_items";
import { addressOfTarget } from "./suggestions";
import { ownAddress } from "./titles";

const noBranches: readonly Branch[] = [];

/** What is below each open branch, asked for as it is opened. */
function useBranches(expanded: readonly string[]): ReadonlyMap<string, readonly Branch[]> {
  const host = useHost();
  const open = expanded.flatMap((id) => {
    const item = readItemId(id);
    if (item.type === "connection") return [{ id, connection: item.connection, path: "" }];
    return item.type === "branch" ? [{ id, connection: item.connection, path: item.path }] : [];
  });
  const answers = useQueries({
    queries: open.map(({ connection, path }) => ({
      queryKey: ["list_branches", { connection, path }],
      queryFn: ({ signal }: { signal: AbortSignal }) => host.call("list_branches", { connection, path }, signal),
    })),
  });
  const branches = new Map<string, readonly Branch[]>();
  open.forEach(({ id }, index) => {
    const answer = answers[index];
    // What could not be listed is as good as empty here: the registry's own screen says why.
    const found = answer?.data ?? (answer?.isError ? noBranches : undefined);
    if (found) branches.set(id, found);
  });
  return branches;
}

export interface SidebarProps {
  window: WindowActions;
  layout: Layout;
  onLayoutChange: (part: Partial<Layout>) => void;
}

export function Sidebar({ window, layout, onLayoutChange }: SidebarProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const host = useHost();
  const connections = useConnections();
  const bookmarks = useAsk("list_bookmarks", {}).data;
  const jobs = useJobs();
  const branches = useBranches(layout.expanded);
  const tellFailure = useFailureTeller();
  const refresh = useAct("refresh_repositories", tellFailure);
  const reorder = useAct("reorder_connections", tellFailure);
  const removeBookmark = useAct("remove_bookmark", tellFailure);
  const editBookmark = useAct("edit_bookmark", tellFailure);
  const [renamed, setRenamed] = useState<{ bookmark: Bookmark; place: number }>();
  const [menu, setMenu] = useState<{ id: string; at: Point }>();
  const expanded = useMemo(() => new Set(layout.expanded), [layout.expanded]);
  const items = sidebarItems(
    { bookmarks: bookmarks ?? [], connections, branches, jobs: jobs.length },
    expanded,
    messages,
  );

  const toggle = (id: string): void => {
    const next = new Set(expanded);
    if (!next.delete(id)) next.add(id);
    onLayoutChange({ expanded: [...next] });
  };

  const open = async (id: string, aside: boolean): Promise<void> => {
    const item = readItemId(id);
    const how = aside ? "aside" : "here";
    if (item.type === "bookmark") {
      const text = bookmarks?.find((bookmark) => bookmark.id === item.id)?.address;
      if (text === undefined) return;
      const address = ownAddress(text) ?? addressOfTarget(await host.call("resolve_address", { text }), text);
      if (address !== undefined) window.open(address, how);
      return;
    }
    const isFolder = item.type === "branch" && !isRepository(item.connection, item.path);
    const address = isFolder ? undefined : addressOfItem(item);
    if (address === undefined) toggle(id);
    else window.open(address, how);
  };

  const isRepository = (connection: string, path: string): boolean => {
    const parent = path.includes("/")
      ? itemIds.branch(connection, path.slice(0, path.lastIndexOf("/")))
      : itemIds.connection(connection);
    return branches.get(parent)?.find((branch) => branch.path === path)?.isRepository ?? true;
  };

  /** The settings of a registry, for each region of a connection, or for the one that a branch is. */
  const settingsOf = (connection: Connection | undefined, path: string | undefined): MenuEntry[] =>
    (connection?.amazon?.regions ?? [])
      .filter((region) => connection?.kind === "ecr" && (path === undefined || path === region))
      .map((region) => ({
        id: `settings ${region}`,
        label: t("registrySettings.of", { region }),
        run: () => window.open(addresses.registrySettings(connection?.id ?? "", region)),
      }));

  /** What the vendor offers beyond images, of all of a registry or of a repository, where it offers something. */
  const administrationOf = (connection: Connection | undefined, repository?: string): MenuEntry[] =>
    connection?.hasOffers
      ? [{ id: "administration", label: t("administration.open"), run: () => window.open(addresses.administration(connection.id, repository)) }]
      : [];

  const entriesOf = (id: string): MenuEntries => {
    const item = readItemId(id);
    const opening: MenuEntries = [
      { id: "open", label: t("common.open"), run: () => void open(id, false) },
      { id: "aside", label: t("common.openInNewTab"), run: () => void open(id, true) },
    ];
    switch (item.type) {
      case "connection": {
        const ids = connections.map((connection) => connection.id);
        const place = ids.indexOf(item.connection);
        const move = (step: number): void => {
          const rest = ids.filter((each) => each !== item.connection);
          const to = Math.max(0, place + step);
          reorder.mutate({ ids: [...rest.slice(0, to), item.connection, ...rest.slice(to)] });
        };
        const connection = connections[place];
        return [
          ...opening,
          "separator",
          { id: "refresh", label: t("shell.refresh"), run: () => refresh.mutate(item.connection) },
          { id: "copy", label: t("common.copyReference"), run: () => void copyText(connection?.host ?? "") },
          { id: "up", label: t("shell.moveUp"), run: () => move(-1) },
          { id: "down", label: t("shell.moveDown"), run: () => move(1) },
          "separator",
          { id: "edit", label: t("shell.edit"), run: () => window.open(addresses.editConnection(item.connection)) },
          ...administrationOf(connection),
          ...settingsOf(connection, undefined),
        ];
      }
      case "branch": {
        const connection = connections.find((each) => each.id === item.connection);
        const reference = referenceIn(connection ?? { host: item.connection, hosts: [] }, item.path);
        return [
          ...opening,
          "separator",
          { id: "copy", label: t("common.copyReference"), run: () => void copyText(reference) },
          ...(isRepository(item.connection, item.path) ? administrationOf(connection, item.path) : []),
          ...settingsOf(connection, item.path),
        ];
      }
      case "bookmark": {
        const place = bookmarks?.findIndex((each) => each.id === item.id) ?? -1;
        const bookmark = bookmarks?.[place];
        if (!bookmark) return opening;
        const move = (step: number): void => {
          editBookmark.mutate({ id: bookmark.id, title: bookmark.title, position: Math.max(0, place + step) });
        };
        return [
          ...opening,
          "separator",
          { id: "rename", label: t("shell.rename"), run: () => setRenamed({ bookmark, place }) },
          { id: "up", label: t("shell.moveUp"), run: () => move(-1) },
          { id: "down", label: t("shell.moveDown"), run: () => move(1) },
          "separator",
          {
            id: "remove",
            label: t("shell.removeBookmark"),
            isLoss: true,
            run: () => removeBookmark.mutate({ id: item.id }),
          },
        ];
      }
      default:
        return opening;
    }
  };

  return (
    <nav aria-label={t("shell.sidebar")} className={styles["sidebar"]}>
      <Tree
        label={t("shell.places")}
        items={items}
        expanded={expanded}
        onExpandedChange={(next) => onLayoutChange({ expanded: [...next] })}
        current={shownItemOfPlace(window.place, items, expanded)}
        onOpen={(id, aside) => void open(id, aside)}
        onContextMenu={(id, at) => setMenu({ id, at })}
      />
      <JobList jobs={jobs} />
      <div className={styles["foot"]}>
        <Button tone="quiet" icon={Plus} wide onPress={() => window.open(addresses.newConnection())}>
          {t("commands.addConnection")}
        </Button>
      </div>
      <ContextMenu
        label={t("shell.places")}
        at={menu?.at}
        entries={menu ? entriesOf(menu.id) : []}
        onClose={() => setMenu(undefined)}
      />
      {renamed ? (
        <RenameDialog
          title={renamed.bookmark.title}
          onClose={() => setRenamed(undefined)}
          onRename={(title) => editBookmark.mutate({ id: renamed.bookmark.id, title, position: renamed.place })}
        />
      ) : null}
    </nav>
  );
}
