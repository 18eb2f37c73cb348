// The items of the sidebar's tree, from what the host knows, and what each leads to. Pure.
import { Activity, Bookmark, Folder, Layers, Map, Repeat, Settings, Signpost, Waypoints } from "lucide-react";
import type { Bookmark as KeptBookmark, Branch, Connection } from "~/bridge/generated/contract";
import type { TreeItem } from "~/kit/Tree";
import { visibleText } from "~/lib/visible_text";
import type { Messages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import type { Place } from "~/places/addresses";
import { iconOfConnection } from "./place_icon";

/** A branch of the sidebar, as its item's id says. */
export type SidebarItem =
  | { type: "gallery" | "bookmarks" | "connections" | "activity" | "replication" | "shortNames" | "settings" }
  | { type: "bookmark"; id: string }
  | { type: "connection"; connection: string }
  | { type: "branch"; connection: string; path: string };

// Connection ids have no space, so the first one ends them.
export const itemIds = {
  bookmark: (id: string): string => `bookmark ${id}`,
  connection: (connection: string): string => `connection ${connection}`,
  branch: (connection: string, path: string): string => `branch ${connection} ${path}`,
};

export function readItemId(id: string): SidebarItem {
  const [type = "", first = "", ...rest] = id.split(" ");
  switch (type) {
    case "bookmark":
      return { type, id: first };
    case "connection":
      return { type, connection: first };
    case "branch":
      return { type, connection: first, path: rest.join(" ") };
    case "gallery":
    case "connections":
    case "activity":
    case "replication":
    case "shortNames":
    case "settings":
      return { type };
    default:
      return { type: "bookmarks" };
  }
}

/** The item that stands for what is open. */
export function itemOfPlace(place: Place): string | undefined {
  switch (place.type) {
    case "registry":
    case "cost":
    case "pullCache":
    case "health":
    case "administration":
    case "publicRegistry":
      return itemIds.connection(place.connection);
    case "registrySettings":
      return itemIds.branch(place.connection, place.region);
    case "repository":
    case "repositorySettings":
    case "lifecycle":
    case "image":
      return itemIds.branch(place.connection, place.repository);
    case "connections":
    case "newConnection":
    case "editConnection":
      return "connections";
    case "activity":
    case "replication":
    case "shortNames":
    case "settings":
      return place.type;
    case "gallery":
    case "sources":
    case "listing":
    case "publisher":
      return "gallery";
    case "welcome":
      return undefined;
  }
}

/** The same where it is drawn; in a branch that is closed the nearest one above it that is. */
export function shownItemOfPlace(place: Place, items: readonly TreeItem[], expanded: ReadonlySet<string>): string | undefined {
  const shown = new Set<string>();
  const collect = (each: TreeItem): void => {
    shown.add(each.id);
    if (expanded.has(each.id)) each.children?.forEach(collect);
  };
  items.forEach(collect);
  const wanted = itemOfPlace(place);
  if (wanted === undefined || shown.has(wanted)) return wanted;
  const item = readItemId(wanted);
  if (item.type !== "branch") return wanted;
  for (let end = item.path.lastIndexOf("/"); end > 0; end = item.path.lastIndexOf("/", end - 1)) {
    const above = itemIds.branch(item.connection, item.path.slice(0, end));
    if (shown.has(above)) return above;
  }
  return itemIds.connection(item.connection);
}

/** Where an item leads; undefined for a bookmark, whose address must be read first, and for mere branches. */
export function addressOfItem(item: SidebarItem): string | undefined {
  switch (item.type) {
    case "connection":
      return addresses.registry(item.connection);
    case "branch":
      return addresses.repository(item.connection, item.path);
    case "gallery":
      return addresses.gallery();
    case "connections":
      return addresses.connections();
    case "activity":
      return addresses.activity();
    case "replication":
      return addresses.replication();
    case "shortNames":
      return addresses.shortNames();
    case "settings":
      return addresses.settings();
    case "bookmark":
    case "bookmarks":
      return undefined;
  }
}

export interface SidebarContent {
  bookmarks: readonly KeptBookmark[];
  connections: readonly Connection[];
  /** The parts below a path, by the id of their item; absent while they are being loaded. */
  branches: ReadonlyMap<string, readonly Branch[]>;
  jobs: number;
}

function itemsBelow(connection: string, id: string, content: SidebarContent): TreeItem[] {
  return (content.branches.get(id) ?? []).map((branch) => {
    const branchId = itemIds.branch(connection, branch.path);
    return {
      id: branchId,
      label: visibleText(branch.name),
      icon: branch.isRepository ? Layers : Folder,
      note: branch.isRepository || branch.below === 0 ? undefined : branch.below,
      children: branch.below > 0 ? itemsBelow(connection, branchId, content) : undefined,
    };
  });
}

function noteOf(connection: Connection, { t }: Pick<Messages, "t">): string | undefined {
  if (connection.problem) return t("shell.unreachable");
  if (connection.production) return t("shell.production");
  if (connection.readOnly) return t("shell.readOnly");
  return undefined;
}

/** The gallery, bookmarks, each connection with its repositories, and the window's own places. */
export function sidebarItems(
  content: SidebarContent,
  expanded: ReadonlySet<string>,
  messages: Pick<Messages, "t">,
): TreeItem[] {
  const { t } = messages;
  const isLoading = (id: string): boolean => expanded.has(id) && !content.branches.has(id);
  return [
    { id: "gallery", label: t("shell.gallery"), icon: Map },
    {
      id: "bookmarks",
      label: t("shell.bookmarks"),
      icon: Bookmark,
      note: content.bookmarks.length === 0 ? t("shell.noBookmarks") : undefined,
      children: content.bookmarks.map((bookmark) => ({
        id: itemIds.bookmark(bookmark.id),
        label: visibleText(bookmark.title),
        icon: Bookmark,
      })),
    },
    ...content.connections.map((connection) => {
      const id = itemIds.connection(connection.id);
      return {
        id,
        label: visibleText(connection.name),
        icon: iconOfConnection(connection),
        note: noteOf(connection, messages),
        isMuted: connection.problem !== null,
        isLoading: isLoading(id),
        children: itemsBelow(connection.id, id, content),
      };
    }),
    { id: "connections", label: t("shell.connections"), icon: Waypoints },
    { id: "activity", label: t("shell.activity"), icon: Activity, note: content.jobs > 0 ? content.jobs : undefined },
    { id: "replication", label: t("shell.replication"), icon: Repeat },
    { id: "shortNames", label: t("shell.shortNames"), icon: Signpost },
    { id: "settings", label: t("shell.settings"), icon: Settings },
  ];
}
