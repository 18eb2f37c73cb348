// One activity: what it touched, how each item ended, and the buttons that take it back or go on.
import { RotateCcw } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { Activity, ActivityItem } from "~/bridge/generated/contract";
import { explainFailure } from "~/bridge/failures";
import { useAct, useAsk, useJobs } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { CopyButton, Notice, ProgressBar, Skeleton } from "~/kit/Notice";
import { VirtualGrid } from "~/kit/VirtualGrid";
import type { GridColumn } from "~/kit/VirtualGrid";
import { startPosition } from "~/kit/grid_position";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { useFailureTeller } from "~/parts/failure_teller";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useChanges } from "~/screens/changes/changes";
import { canUndo, useUndoActivity } from "~/screens/changes/use_undo_activity";
import styles from "./ActivityScreen.module.css";
import { canSetBack, changeOf, itemStateNames, sayDeed, sayResult, sayWayBack, sayWhere, setBackWords, stateNames } from "./activity_words";

/** Items shown without scrolling, and how high each is. */
const mostItems = 8;
const rowHeight = 32;

function columnsFor(messages: Messages): GridColumn<ActivityItem>[] {
  const { t } = messages;
  return [
    {
      id: "target",
      label: t("activity.columnTarget"),
      width: 120,
      grow: 1,
      cell: ({ target }) => (
        <code title={visibleText(target)}>{visibleText(target.includes(":") ? shortenDigest(target) : target)}</code>
      ),
    },
    {
      id: "state",
      label: t("activity.columnItemState"),
      width: 96,
      cell: ({ state, failure }) => (
        <span
          className={styles[state]}
          title={failure ? explainFailure(failure, messages).title : undefined}
        >
          {t(itemStateNames[state])}
        </span>
      ),
    },
  ];
}

export function ActivityInspector({ id }: { id: string }): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const { data, error, refetch } = useAsk("read_activity", id);
  const columns = useMemo(() => columnsFor(messages), [messages]);
  const [position, setPosition] = useState(startPosition);
  if (error) {
    return (
      <div className={styles["inspected"]}>
        <FailureNotice failure={error.failure} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!data) return <Skeleton label={t("common.loading")} />;
  const { activity, items, failure } = data;
  // Until one is chosen, the first that failed says why.
  const item = position.active === undefined ? items.find((each) => each.failure) : items[position.active];
  return (
    <div className={styles["inspector"]}>
      <div className={styles["inspected"]}>
        <Facts activity={activity} />
        {failure && !items.some((each) => each.failure) ? <FailureNotice failure={failure} connection={activity.connection} /> : null}
      </div>
      {items.length === 0 ? null : (
        <div className={styles["items"]} style={{ height: (Math.min(items.length, mostItems) + 1) * rowHeight + 1 }}>
          <VirtualGrid
            label={t("activity.items")}
            columns={columns}
            count={items.length}
            rowAt={(index) => items[index]}
            selectionMode="single"
            position={position}
            onPositionChange={setPosition}
          />
        </div>
      )}
      {item ? (
        <div className={styles["item"]} aria-live="polite">
          <p className={styles["target"]}>
            <code>{visibleText(item.target)}</code>
            <CopyButton text={item.target} label={t("activity.copyTarget", { target: visibleText(item.target) })} />
          </p>
          {item.failure ? <FailureNotice failure={item.failure} connection={activity.connection} /> : null}
        </div>
      ) : null}
      {activity.ended === null ? null : (
        <p className={styles["foot"]} title={format.exact(activity.ended)}>
          {t("activity.took", { time: format.duration((activity.ended - activity.started) / 1000) })}
        </p>
      )}
    </div>
  );
}

function Facts({ activity }: { activity: Activity }): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const open = useOpen();
  const changes = useChanges();
  const undo = useUndoActivity();
  const tellFailure = useFailureTeller();
  const cancel = useAct("cancel_job", tellFailure);
  const setBack = useAct("set_back");
  const job = useJobs().find((each) => each.id === activity.id);
  const what = sayDeed(activity.deed, messages);
  const repository = changeOf(activity.deed)?.repository;
  return (
    <>
      <div>
        <h2>{what}</h2>
        <p className={styles["facts"]}>
          {sayWhere(activity)}
        </p>
        <p className={styles["facts"]}>
          <time title={format.exact(activity.started)}>{format.relative(activity.started)}</time>
          {" · "}
          <span className={styles[activity.state]}>{t(stateNames[activity.state])}</span>
          {" · "}
          {sayResult(activity, messages)}
        </p>
      </div>
      {job ? (
        <ProgressBar label={what} fraction={job.totalItems === null ? undefined : job.doneItems / job.totalItems} />
      ) : null}
      {setBack.error ? <FailureNotice failure={setBack.error.failure} connection={activity.connection} /> : null}
      {activity.state === "partly" ? (
        <Notice>{t("activity.partlyText", { done: activity.done, total: activity.items })}</Notice>
      ) : null}
      {activity.deed.type === "publicSetting" && activity.deed.logo === "lost" ? <Notice>{t("publisherSide.lostLogo")}</Notice> : null}
      {activity.state === "interrupted" ? <Notice>{t("activity.interruptedText")}</Notice> : null}
      {activity.state === "cancelled" ? <Notice>{t("activity.cancelledText")}</Notice> : null}
      <div className={styles["buttons"]}>
        {activity.state === "running" ? (
          <Button onPress={() => cancel.mutate(activity.id)} isPending={cancel.isPending}>
            {t("activity.stop")}
          </Button>
        ) : null}
        {activity.canResume ? (
          <Button tone="primary" onPress={() => changes.resume(activity.id, changeOf(activity.deed))}>
            {t("activity.goOn")}
          </Button>
        ) : null}
        {canUndo(activity) ? (
          <Button
            tone={activity.canResume ? "plain" : "primary"}
            icon={RotateCcw}
            onPress={() => undo(activity)}
          >
            {t("activity.undo")}
          </Button>
        ) : null}
        {(canSetBack(activity.deed) && activity.state === "done") ||
        (activity.deed.type === "storageClass" && activity.done > 0 && (activity.state === "done" || activity.state === "partly")) ? (
          <Button icon={RotateCcw} onPress={() => setBack.mutate({ activity: activity.id })} isPending={setBack.isPending}>
            {t(setBackWords(activity.deed))}
          </Button>
        ) : null}
        {repository === undefined ? null : (
          <Button tone="quiet" onPress={() => open(addresses.repository(activity.connection, repository))}>
            {t("activity.openRepository")}
          </Button>
        )}
      </div>
      {(activity.deed.type !== "change" && !canUndo(activity)) || activity.state === "undone" || activity.state === "running" ? null : (
        <p className={styles["note"]}>
          {canUndo(activity)
            ? sayWayBack(activity, messages)
            : t(activity.done === 0 ? "activity.nothingDone" : "activity.undoNone")}
        </p>
      )}
    </>
  );
}
