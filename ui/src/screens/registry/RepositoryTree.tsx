// The repositories of a connection by path; each branch is asked for when it is opened.

import { useQueries } from "@tanstack/react-query";
import { Folder, Layers } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { Branch } from "~/bridge/generated/contract";
import { useAsk, useHost } from "~/bridge/queries";
import type { Point } from "~/kit/Menu";
import { Tree } from "~/kit/Tree";
import type { TreeItem } from "~/kit/Tree";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";

export interface RepositoryTreeProps {
  connection: string;
  /** The connection's name. */
  name: string;
  selected: string | undefined;
  onSelect: (repository: string) => void;
  onContextMenu: (repository: string, at: Point) => void;
}

type Branches = ReadonlyMap<string, readonly Branch[]>;

function useBranches(connection: string, paths: readonly string[]): Branches {
  const host = useHost();
  const answers = useQueries({
    queries: paths.map((path) => ({
      queryKey: ["list_branches", { connection, path }],
      queryFn: ({ signal }: { signal: AbortSignal }) => host.call("list_branches", { connection, path }, signal),
    })),
  });
  const branches = new Map<string, readonly Branch[]>();
  paths.forEach((path, index) => {
    const found = answers[index]?.data;
    if (found) branches.set(path, found);
  });
  return branches;
}

function itemsBelow(path: string, branches: Branches, expanded: ReadonlySet<string>, t: Messages["t"]): TreeItem[] {
  return (branches.get(path) ?? []).map((branch) => ({
    id: branch.path,
    label: visibleText(branch.name),
    icon: branch.isRepository ? Layers : Folder,
    note: branch.below > 0 ? t("registry.below", { count: branch.below }) : undefined,
    children: branch.below > 0 ? itemsBelow(branch.path, branches, expanded, t) : undefined,
    isLoading: expanded.has(branch.path) && !branches.has(branch.path),
  }));
}

export function RepositoryTree({ connection, name, selected, onSelect, onContextMenu }: RepositoryTreeProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const [wanted, setExpanded] = useState<ReadonlySet<string>>();
  const roots = useAsk("list_branches", { connection, path: "" }).data;
  const onlyRoot = roots?.length === 1 ? roots[0]?.path : undefined;
  // A lone root is nothing to look at: it is open at first.
  const expanded = useMemo(() => wanted ?? new Set(onlyRoot === undefined ? [] : [onlyRoot]), [wanted, onlyRoot]);
  const paths = useMemo(() => ["", ...expanded], [expanded]);
  const branches = useBranches(connection, paths);
  const find = (path: string): Branch | undefined => {
    const parent = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
    return branches.get(parent)?.find((branch) => branch.path === path);
  };
  return (
    <Tree
      label={t("registry.repositories", { name })}
      items={itemsBelow("", branches, expanded, t)}
      expanded={expanded}
      onExpandedChange={setExpanded}
      current={selected}
      onOpen={(path, aside) => {
        if (find(path)?.isRepository) open(addresses.repository(connection, path), aside ? "aside" : "here");
        else {
          const next = new Set(expanded);
          if (!next.delete(path)) next.add(path);
          setExpanded(next);
        }
      }}
      onContextMenu={(path, at) => {
        if (!find(path)?.isRepository) return;
        onSelect(path);
        onContextMenu(path, at);
      }}
    />
  );
}
