// Shows how far a change is that was begun here, until it ends. How it ended is told by the shell's news of jobs.

import { useCallback, useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { useHost, useJobs } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { JobLine } from "~/parts/JobLine";
import { followActivity } from "./follow_activity";
import { sayWish } from "./wish";
import type { Wish } from "./wish";

/** A change quicker than this shows only its end. */
const patience = 400;

/** Returns what shows a change that has begun as an activity. */
export function useRunningToast(): (wish: Wish, activity: string) => void {
  const host = useHost();
  const toasts = useToasts();
  const { t } = useMessages();
  const closing = useRef<AbortController>(undefined);
  useEffect(() => {
    const abort = new AbortController();
    closing.current = abort;
    return () => abort.abort();
  }, []);

  return useCallback(
    (wish, activity) => {
      let close = (): void => {};
      const timer = setTimeout(() => {
        close = toasts.show({
          title: sayWish(t, wish, "running"),
          content: <RunningChange activity={activity} />,
          lasts: true,
          action: { label: t("changes.stop"), run: () => void host.call("cancel_job", activity).catch(() => {}) },
        });
      }, patience);
      followActivity(host, activity, closing.current?.signal)
        // Where it cannot be followed it goes on all the same, and Activity tells its end.
        .catch(() => {})
        .finally(() => {
          clearTimeout(timer);
          close();
        });
    },
    [host, toasts, t],
  );
}

function RunningChange({ activity }: { activity: string }): ReactNode {
  const { t } = useMessages();
  const job = useJobs().find((each) => each.id === activity);
  return <JobLine label={t("changes.progress")} job={job} />;
}
