// The collection of garbage: its turns and their logs, one now, and when it comes by itself.
import { Play, Recycle, ScrollText, Square, Timer } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { GarbageState, GarbageTurn } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { EmptyState, Skeleton } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { useFailureTeller } from "~/parts/failure_teller";
import { Age, Bytes } from "~/parts/Known";
import { RegistryText } from "~/parts/RegistryText";
import table from "~/parts/Table.module.css";
import { CollectDialog } from "./CollectDialog";
import { GarbageScheduleDialog } from "./GarbageScheduleDialog";
import { MoreBelow } from "./MoreBelow";
import styles from "./administration.module.css";
import type { TabProps } from "./tabs";

const stateNames = {
  waiting: "garbage.waiting",
  running: "garbage.running",
  done: "garbage.done",
  failed: "garbage.failed",
  stopped: "garbage.stopped",
  unknown: "garbage.unknown",
} as const satisfies Record<GarbageState, PlainKey>;

type Asked = { type: "collect" } | { type: "schedule" } | { type: "log"; id: number };

export function GarbageTab({ at, isReadOnly }: TabProps): ReactNode {
  const { t, format } = useMessages();
  const { connection } = at;
  const [asked, setAsked] = useState<Asked>();
  const turns = useAsk("list_collections", { connection, cursor: null }, { always: true });
  const schedule = useAsk("read_garbage_schedule", connection, { always: true });
  const close = (): void => setAsked(undefined);
  const lookAgain = (): void => {
    close();
    void turns.refetch();
    void schedule.refetch();
  };
  const frozen = isReadOnly ? t("registry.readOnlyReason") : undefined;
  if (turns.error) return <FailureNotice failure={turns.error.failure} connection={connection} onRetry={lookAgain} />;
  if (!turns.data) return <Skeleton lines={6} label={t("common.loading")} />;
  const kept = schedule.data?.schedule;
  const next = schedule.data?.next ?? null;
  return (
    <>
      <p className={styles["help"]}>{t("garbage.about")}</p>
      {schedule.error ? <FailureNotice failure={schedule.error.failure} connection={connection} onRetry={() => void schedule.refetch()} /> : null}
      {schedule.data ? (
        <p>
          {kept ? t("garbage.scheduled", { cron: kept.cron }) : t("garbage.unscheduled")}
          {next === null ? "" : ` ${t("garbage.next", { when: format.exact(next) })}`}
        </p>
      ) : null}
      <div className={styles["buttons"]}>
        <Button icon={Play} onPress={() => setAsked({ type: "collect" })} disabledReason={frozen}>
          {t("garbage.collect")}
        </Button>
        <Button icon={Timer} onPress={() => setAsked({ type: "schedule" })} disabledReason={frozen ?? (schedule.data ? undefined : t("common.loading"))}>
          {t("garbage.schedule")}
        </Button>
        <Button onPress={lookAgain} isPending={turns.isFetching}>
          {t("garbage.refresh")}
        </Button>
      </div>
      {turns.data.turns.length === 0 ? (
        <EmptyState icon={Recycle} title={t("garbage.none")} />
      ) : (
        <Turns key={turns.dataUpdatedAt} connection={connection} first={turns.data} frozen={frozen} onLog={(id) => setAsked({ type: "log", id })} onStopped={lookAgain} />
      )}
      {asked?.type === "collect" ? <CollectDialog connection={connection} onClose={close} onBegun={lookAgain} /> : null}
      {asked?.type === "schedule" && kept !== undefined ? <GarbageScheduleDialog connection={connection} kept={kept} onClose={close} onSet={lookAgain} /> : null}
      {asked?.type === "log" ? <TurnLog connection={connection} id={asked.id} onClose={close} /> : null}
    </>
  );
}

interface TurnsProps {
  connection: string;
  first: { turns: GarbageTurn[]; next: string | null };
  frozen: string | undefined;
  onLog: (id: number) => void;
  onStopped: () => void;
}

function Turns({ connection, first, frozen, onLog, onStopped }: TurnsProps): ReactNode {
  const { t } = useMessages();
  const more = useAct("list_collections");
  const stop = useAct("stop_collection", useFailureTeller());
  const [earlier, setEarlier] = useState<readonly TurnsProps["first"][]>([]);
  const pages = [first, ...earlier];
  const next = pages.at(-1)?.next ?? null;
  const goOn = (): void => {
    if (!more.isPending) more.mutate({ connection, cursor: next }, { onSuccess: (page) => setEarlier((before) => [...before, page]) });
  };
  return (
    <>
      <div className={styles["tableFrame"]}>
        <table className={table["table"]} aria-label={t("garbage.turns")}>
          <thead>
            <tr>
              <th scope="col">{t("garbage.began")}</th>
              <th scope="col">{t("garbage.state")}</th>
              <th scope="col">{t("garbage.how")}</th>
              <th scope="col">{t("garbage.freed")}</th>
              <th scope="col" aria-label={t("robots.actions")} />
            </tr>
          </thead>
          <tbody>
            {pages
              .flatMap((page) => page.turns)
              .map((turn) => (
                <tr key={turn.id}>
                  <td className={styles["short"]}>
                    <Age time={turn.began} />
                  </td>
                  <td className={turn.state === "failed" ? styles["failed"] : undefined}>{t(stateNames[turn.state])}</td>
                  <td>
                    {t(turn.isDry ? "garbage.dryTurn" : turn.isScheduled ? "garbage.scheduledTurn" : "garbage.manualTurn")}
                    {turn.deletesUntagged ? <span className={styles["aside"]}>{t("garbage.withUntagged")}</span> : null}
                  </td>
                  <td className={styles["short"]}>
                    <Bytes value={turn.freed} />
                  </td>
                  <td className={styles["short"]}>
                    <IconButton icon={ScrollText} label={t("garbage.logOf", { id: turn.id })} onPress={() => onLog(turn.id)} />
                    {turn.state === "running" || turn.state === "waiting" ? (
                      <IconButton
                        icon={Square}
                        label={t("garbage.stop", { id: turn.id })}
                        disabledReason={frozen}
                        onPress={() => stop.mutate({ connection, id: turn.id }, { onSuccess: onStopped })}
                      />
                    ) : null}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      {more.error ? <FailureNotice failure={more.error.failure} connection={connection} onRetry={goOn} /> : null}
      {next === null || more.error ? null : <MoreBelow key={next} isLooking={more.isPending} onMore={goOn} waits={false} />}
    </>
  );
}

function TurnLog({ connection, id, onClose }: { connection: string; id: number; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const log = useAsk("read_collection_log", { connection, id }, { always: true });
  return (
    <Dialog isOpen onClose={onClose} width="wide" title={t("garbage.logOf", { id })} subtitle={log.data?.isCut ? t("garbage.logCut") : undefined}>
      {log.error ? (
        <FailureNotice failure={log.error.failure} connection={connection} onRetry={() => void log.refetch()} />
      ) : log.data ? (
        <div className={styles["log"]} data-selectable>
          <RegistryText text={log.data.text} lines />
        </div>
      ) : (
        <Skeleton lines={8} label={t("common.loading")} />
      )}
    </Dialog>
  );
}
