// What a person hears of a change that was begun: how far it is, how it ended, and the way back.

import { useCallback, useEffect, useRef } from "react";
import type { ReactNode } from "react";
import type { ActivityReport } from "~/bridge/generated/contract";
import { useHost, useJobs } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import type { Toast } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { JobLine } from "~/parts/JobLine";
import { followActivity } from "./follow_activity";
import { changeOf, sayWish } from "./wish";
import type { Wish } from "./wish";

/** A change quicker than this shows only its end. */
const patience = 400;

/** Returns what tells of a change until its end; an undo wished for from a toast goes to `propose`. */
export function useOutcomes(propose: (wish: Wish) => void): (wish: Wish, activity: string) => void {
  const host = useHost();
  const toasts = useToasts();
  const messages = useMessages();
  const open = useOpen();
  const closing = useRef<AbortController>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    closing.current = abort;
    return () => abort.abort();
  }, []);

  return useCallback(
    (wish, activity) => {
      const { t } = messages;
      const signal = closing.current?.signal ?? new AbortController().signal;
      let closeRunning = (): void => {};
      const timer = setTimeout(() => {
        closeRunning = toasts.show({
          title: sayWish(t, wish, "running"),
          content: <RunningChange activity={activity} />,
          lasts: true,
          action: { label: t("changes.stop"), run: () => void host.call("cancel_job", activity).catch(() => {}) },
        });
      }, patience);
      followActivity(host, activity, signal)
        .then((report) => {
          const show = (): void => open(addresses.activity(activity));
          toasts.show(outcomeToast(messages, wish, report, propose, show));
        })
        // The activity goes on without the window; Activity tells its end.
        .catch(() => {})
        .finally(() => {
          clearTimeout(timer);
          closeRunning();
        });
    },
    [host, toasts, messages, open, propose],
  );
}

function RunningChange({ activity }: { activity: string }): ReactNode {
  const { t } = useMessages();
  const job = useJobs().find((each) => each.id === activity);
  return <JobLine label={t("changes.progress")} job={job} />;
}

function outcomeToast({ t, format }: Messages, wish: Wish, report: ActivityReport, propose: (wish: Wish) => void, show: () => void): Toast {
  const { activity } = report;
  const what = sayWish(t, wish, "title");
  const change = changeOf(wish);
  const goOn = activity.canResume
    ? { label: t("changes.goOn"), run: () => propose({ type: "resume", activity: activity.id, of: change }) }
    : { label: t("changes.seeActivity"), run: show };
  switch (activity.state) {
    case "done":
    case "running":
    case "undone": {
      const { undo } = activity;
      if (undo === null || undo.certainty === "impossible") return { title: sayWish(t, wish, "done") };
      const until = { day: format.day(undo.until) };
      return {
        title: sayWish(t, wish, "done"),
        detail: undo.certainty === "certain" ? t("changes.undoUntil", until) : t("changes.undoLikelyUntil", until),
        action: { label: t("common.undo"), run: () => propose({ type: "undo", activity: activity.id, of: change }) },
      };
    }
    case "partly":
      return { title: t("changes.partlyTitle", { what }), detail: t("changes.partlyDetail", { failed: activity.failed }), tone: "loss", action: goOn };
    case "cancelled":
    case "interrupted":
      return { title: t("changes.stopped", { what }), detail: t("changes.stoppedDetail", { done: activity.done }), action: goOn };
    case "failed":
      return { title: t("changes.failedTitle", { what }), tone: "loss", action: { label: t("changes.seeActivity"), run: show } };
  }
}
