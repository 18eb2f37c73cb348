// The connections screen: every registry one knows, what it can do, and its place in the order.
import { ArrowDown, ArrowUp, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { Connection } from "~/bridge/generated/contract";
import { useAct, useAsk, useConnections } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { ContextMenu } from "~/kit/Menu";
import type { MenuEntries, Point } from "~/kit/Menu";
import { EmptyState, Skeleton } from "~/kit/Notice";
import { VirtualGrid } from "~/kit/VirtualGrid";
import type { GridColumn } from "~/kit/VirtualGrid";
import { positionAt, startPosition } from "~/kit/grid_position";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useFailureTeller } from "~/parts/failure_teller";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { ConnectionInspector } from "./ConnectionInspector";
import { RemoveConnectionDialog } from "./RemoveConnectionDialog";
import { marksOf, saySignIn } from "./connection_words";
import styles from "./connections.module.css";

function columnsFor(messages: Messages): GridColumn<Connection>[] {
  const { t, format } = messages;
  return [
    {
      id: "name",
      label: t("connections.columnName"),
      width: 130,
      grow: 2,
      cell: (connection) => <strong className={styles["name"]}>{visibleText(connection.name)}</strong>,
    },
    {
      id: "host",
      label: t("connections.columnHost"),
      width: 140,
      grow: 2,
      cell: (connection) => <code>{visibleText(connection.host)}</code>,
    },
    {
      id: "signIn",
      label: t("connections.columnSignIn"),
      width: 130,
      grow: 2,
      cell: (connection) => <span>{saySignIn(connection, messages)}</span>,
    },
    {
      id: "marks",
      label: t("connections.columnMarks"),
      width: 100,
      cell: (connection) => <span>{marksOf(connection, messages).join(", ")}</span>,
    },
    {
      id: "reached",
      label: t("connections.columnReached"),
      width: 112,
      cell: (connection) =>
        connection.problem ? (
          <span>{t("connections.unreachable")}</span>
        ) : connection.lastReached === null ? (
          <span>{t("common.never")}</span>
        ) : (
          <time title={format.exact(connection.lastReached)}>{format.relative(connection.lastReached)}</time>
        ),
    },
  ];
}

export function ConnectionsScreen(): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const open = useOpen();
  const { isPending, error, refetch } = useAsk("list_connections", {});
  const connections = useConnections();
  const tellFailure = useFailureTeller();
  const reorder = useAct("reorder_connections", tellFailure);
  const [position, setPosition] = useState(startPosition);
  const [menu, setMenu] = useState<Point>();
  const [removing, setRemoving] = useState<Connection>();
  const columns = useMemo(() => columnsFor(messages), [messages]);
  const place = position.active;
  const selected = place === undefined ? undefined : connections[place];

  const move = (step: number): void => {
    if (place === undefined || !selected) return;
    const to = Math.min(connections.length - 1, Math.max(0, place + step));
    const rest = connections.filter((each) => each.id !== selected.id).map((each) => each.id);
    reorder.mutate({ ids: [...rest.slice(0, to), selected.id, ...rest.slice(to)] });
    setPosition(positionAt(to));
  };
  const noneSelected = selected ? undefined : t("connections.nothingSelected");

  const entries: MenuEntries = selected
    ? [
        { id: "open", label: t("connections.open"), run: () => open(addresses.registry(selected.id)) },
        {
          id: "aside",
          label: t("common.openInNewTab"),
          run: () => open(addresses.registry(selected.id), "aside"),
        },
        { id: "edit", label: t("connections.edit"), run: () => open(addresses.editConnection(selected.id)) },
        ...(selected.hasOffers
          ? [{ id: "administration", label: t("administration.open"), run: () => open(addresses.administration(selected.id)) }]
          : []),
        "separator",
        { id: "up", label: t("shell.moveUp"), icon: ArrowUp, run: () => move(-1) },
        { id: "down", label: t("shell.moveDown"), icon: ArrowDown, run: () => move(1) },
        "separator",
        {
          id: "remove",
          label: t("connections.remove"),
          isLoss: true,
          disabledReason: selected.kind === "local" ? t("connections.localStays") : undefined,
          run: () => setRemoving(selected),
        },
      ]
    : [];

  return (
    <ScreenFrame
      title={t("connections.title")}
      subtitle={t("connections.subtitle")}
      actions={
        <>
          <IconButton
            icon={ArrowUp}
            label={t("shell.moveUp")}
            disabledReason={noneSelected}
            onPress={() => move(-1)}
          />
          <IconButton
            icon={ArrowDown}
            label={t("shell.moveDown")}
            disabledReason={noneSelected}
            onPress={() => move(1)}
          />
          <Button tone="primary" icon={Plus} onPress={() => open(addresses.newConnection())}>
            {t("connections.add")}
          </Button>
        </>
      }
      notices={error ? <FailureNotice failure={error.failure} shape="bar" onRetry={() => void refetch()} /> : undefined}
      inspector={
        selected ? (
          <ConnectionInspector key={selected.id} connection={selected} onRemove={() => setRemoving(selected)} />
        ) : (
          <p className={styles["hint"]}>{t("connections.nothingSelected")}</p>
        )
      }
    >
      {isPending ? (
        <Skeleton label={t("common.loading")} />
      ) : (
        <VirtualGrid
          label={t("connections.list")}
          columns={columns}
          count={connections.length}
          rowAt={(index) => connections[index]}
          selectionMode="single"
          position={position}
          onPositionChange={setPosition}
          onOpen={(index) => {
            const connection = connections[index];
            if (connection) open(addresses.registry(connection.id));
          }}
          onContextMenu={(_, at) => setMenu(at)}
          onDelete={() => {
            if (selected && selected.kind !== "local") setRemoving(selected);
          }}
          onTypeAhead={(text) => {
            const wanted = text.toLocaleLowerCase();
            const found = connections.findIndex((each) => each.name.toLocaleLowerCase().startsWith(wanted));
            return found === -1 ? undefined : found;
          }}
          toneOf={(connection) => (connection.problem ? "muted" : undefined)}
          empty={
            <EmptyState
              title={t("connections.title")}
              actions={[{ label: t("connections.add"), run: () => open(addresses.newConnection()) }]}
            />
          }
        />
      )}
      <ContextMenu
        label={t("connections.details", { name: visibleText(selected?.name ?? "") })}
        at={menu}
        entries={entries}
        onClose={() => setMenu(undefined)}
      />
      <RemoveConnectionDialog
        connection={removing}
        onClose={() => setRemoving(undefined)}
        onRemoved={() => setPosition(startPosition)}
      />
    </ScreenFrame>
  );
}
