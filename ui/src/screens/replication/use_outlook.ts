// Looks ahead at what would be copied, and stops looking when nobody waits for it any more.
import { useEffect, useRef } from "react";
import type { CopyRule, ReplicationOutlook } from "~/bridge/generated/contract";
import type { FailedCall } from "~/bridge/host";
import { useAct, useAsk, useHost } from "~/bridge/queries";

export interface Look {
  /** Begins to look. */
  begin: (rule: CopyRule) => void;
  /** Stops, and forgets what was found. */
  reset: () => void;
  /** The job that looks. */
  job: string | undefined;
  outlook: ReplicationOutlook | undefined;
  error: FailedCall | null;
  isBeginning: boolean;
}

export function useOutlook(): Look {
  const host = useHost();
  const look = useAct("look_ahead");
  const job = look.data;
  const found = useAsk("read_outlook", job ?? "", { enabled: job !== undefined, always: true });
  const latest = useRef<string>(undefined);
  useEffect(() => {
    latest.current = found.data?.running === false ? undefined : job;
  });
  const stop = (): void => {
    // One that has ended needs no stopping.
    if (latest.current !== undefined) void host.call("cancel_job", latest.current).catch(() => {});
    latest.current = undefined;
  };
  const stopLatest = useRef(stop);
  useEffect(() => () => stopLatest.current(), []);
  return {
    begin: (rule) => look.mutate(rule),
    reset: () => {
      stop();
      look.reset();
    },
    job,
    outlook: job === undefined ? undefined : found.data,
    error: look.error ?? found.error,
    isBeginning: look.isPending,
  };
}
