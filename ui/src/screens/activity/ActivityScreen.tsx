// The Activity screen: what was done, with its result, and the way back.
import { Bell } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { Activity, FindingsFormat } from "~/bridge/generated/contract";
import { useAct, useEveryConnection } from "~/bridge/queries";
import { useRowWindow } from "~/bridge/windows";
import { Button } from "~/kit/Button";
import { ContextMenu, MenuButton } from "~/kit/Menu";
import type { MenuEntries, Point } from "~/kit/Menu";
import { EmptyState, Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { useToasts } from "~/kit/toasts";
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
import { useAddressState } from "~/places/search";
import { useChanges } from "~/screens/changes/changes";
import { CopiesUnderWay } from "~/screens/copies/CopiesUnderWay";
import { canUndo, useUndoActivity } from "~/screens/changes/use_undo_activity";
import { ActivityInspector } from "./ActivityInspector";
import { WatchesDialog } from "./WatchesDialog";
import styles from "./ActivityScreen.module.css";
import { changeOf, sayDeed, sayResult, sayUndo, sayWhere, stateNames } from "./activity_words";

/** What stands for every connection in the choice of one. */
const everywhere = "all";

function columnsFor(messages: Messages): GridColumn<Activity>[] {
  const { t, format } = messages;
  return [
    {
      id: "when",
      label: t("activity.columnWhen"),
      width: 118,
      cell: ({ started }) => <time title={format.exact(started)}>{format.relative(started)}</time>,
    },
    {
      id: "what",
      label: t("activity.columnWhat"),
      width: 150,
      grow: 3,
      cell: ({ deed }) => <strong className={styles["what"]}>{sayDeed(deed, messages)}</strong>,
    },
    {
      id: "where",
      label: t("activity.columnWhere"),
      width: 120,
      grow: 2,
      cell: (activity) => <span title={sayWhere(activity)}>{sayWhere(activity)}</span>,
    },
    {
      id: "state",
      label: t("activity.columnState"),
      width: 128,
      grow: 1,
      cell: (activity) => (
        <span className={styles[activity.state]}>
          {t(stateNames[activity.state])}
          {activity.items > 1 ? `, ${sayResult(activity, messages)}` : null}
        </span>
      ),
    },
    {
      id: "undo",
      label: t("activity.columnUndo"),
      width: 132,
      cell: (activity) => <span>{sayUndo(activity, messages)}</span>,
    },
  ];
}

export function ActivityScreen(): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const open = useOpen();
  const changes = useChanges();
  const undo = useUndoActivity();
  const tellFailure = useFailureTeller();
  const cancel = useAct("cancel_job", tellFailure);
  const connections = useEveryConnection();
  const [wanted, setWanted] = useAddressState("activity");
  const [connection, setConnection] = useAddressState("connection", everywhere);
  const question = useMemo(() => ({ connection: connection === everywhere ? null : connection }), [connection]);
  const rows = useRowWindow("list_activities", question);
  const [place, setPlace] = useState(startPosition);
  const [menu, setMenu] = useState<Point>();
  const columns = useMemo(() => columnsFor(messages), [messages]);
  const toasts = useToasts();
  const [isWatching, setWatching] = useState(false);
  const save = useAct("save_activities", tellFailure);
  const keep = (format: FindingsFormat): void =>
    save.mutate({ ...question, format }, { onSuccess: ({ path }) => toasts.show({ title: t("history.saved"), detail: visibleText(path) }) });

  // The address says which activity is open; the list may have moved under its place since.
  const position = useMemo(() => {
    const here = place.active === undefined ? undefined : rows.rowAt(place.active);
    if (wanted === "" || here?.id === wanted) return place;
    const found = rows.head?.rows.findIndex((row) => row.id === wanted) ?? -1;
    return found === -1 ? place : positionAt(found);
  }, [place, rows, wanted]);
  const selected = position.active === undefined ? undefined : rows.rowAt(position.active);
  const inspected = wanted === "" ? selected?.id : wanted;

  const repository = selected ? changeOf(selected.deed)?.repository : undefined;
  const entries: MenuEntries = selected
    ? [
        ...(canUndo(selected) ? [{ id: "undo", label: t("activity.undo"), run: () => undo(selected) }] : []),
        ...(selected.canResume
          ? [{ id: "resume", label: t("activity.goOn"), run: () => changes.resume(selected.id, changeOf(selected.deed)) }]
          : []),
        ...(selected.state === "running"
          ? [{ id: "stop", label: t("activity.stop"), run: () => cancel.mutate(selected.id) }]
          : []),
        ...(repository === undefined
          ? []
          : [
              {
                id: "open",
                label: t("activity.openRepository"),
                run: () => open(addresses.repository(selected.connection, repository)),
              },
            ]),
      ]
    : [];

  return (
    <ScreenFrame
      title={t("activity.title")}
      subtitle={t("activity.subtitle")}
      actions={
        <>
          <Button icon={Bell} onPress={() => setWatching(true)}>
            {t("history.watches")}
          </Button>
          <MenuButton
            label={t("history.save")}
            words
            tone="plain"
            entries={[
              { id: "csv", label: t("history.saveCsv"), run: () => keep("csv") },
              { id: "json", label: t("history.saveJson"), run: () => keep("json") },
            ]}
          />
          {connections.length > 1 ? (
          <Select
            label={t("activity.connection")}
            hideLabel
            value={connection}
            onChange={(value) => {
              setConnection(value);
              setPlace(startPosition);
            }}
            choices={[
              { value: everywhere, label: t("activity.allConnections") },
              ...connections.map(({ id, name }) => ({ value: id, label: visibleText(name) })),
            ]}
          />
          ) : null}
        </>
      }
      notices={
        <>
          <CopiesUnderWay />
          {rows.failure ? <FailureNotice failure={rows.failure.failure} shape="bar" onRetry={rows.refetch} /> : null}
        </>
      }
      inspector={
        inspected === undefined ? (
          <p className={styles["hint"]}>{t("activity.nothingSelected")}</p>
        ) : (
          <ActivityInspector key={inspected} id={inspected} />
        )
      }
    >
      {rows.isLoading ? (
        <Skeleton label={t("common.loading")} />
      ) : (
        <VirtualGrid
          label={t("activity.list")}
          columns={columns}
          count={rows.total}
          rowAt={rows.rowAt}
          onVisibleRange={rows.onVisibleRange}
          selectionMode="single"
          position={position}
          onPositionChange={(next) => {
            setPlace(next);
            setWanted(next.active === undefined ? "" : (rows.rowAt(next.active)?.id ?? ""));
          }}
          onOpen={() => {
            if (selected && repository !== undefined) open(addresses.repository(selected.connection, repository));
          }}
          onContextMenu={(_, at) => setMenu(at)}
          toneOf={(activity) => (activity.state === "undone" ? "muted" : undefined)}
          listKey={connection}
          empty={<EmptyState title={t("activity.empty")}>{t("activity.emptyText")}</EmptyState>}
        />
      )}
      <ContextMenu
        label={t("activity.details", { what: selected ? sayDeed(selected.deed, messages) : "" })}
        at={entries.length > 0 ? menu : undefined}
        entries={entries}
        onClose={() => setMenu(undefined)}
      />
      {isWatching ? <WatchesDialog onClose={() => setWatching(false)} /> : null}
    </ScreenFrame>
  );
}
