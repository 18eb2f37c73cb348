// Waits for a change that has begun to come to its end. No drawing.

import type { ActivityReport, Event } from "~/bridge/generated/contract";
import type { Host } from "~/bridge/host";

/** The report of an activity once it no longer runs. */
export function followActivity(host: Host, activity: string, signal?: AbortSignal): Promise<ActivityReport> {
  return new Promise((resolve, reject) => {
    let isReading = false;
    let isStale = false;
    const stop = host.subscribe((event) => {
      if (concerns(event, activity)) read();
    });
    const settle = (finish: () => void): void => {
      stop();
      finish();
    };
    signal?.addEventListener("abort", () => settle(() => reject(signal.reason as Error)), { once: true });

    function read(): void {
      // An event that comes during a reading may be newer than its answer.
      isStale = isReading;
      if (isReading) return;
      isReading = true;
      host.call("read_activity", activity, signal).then(
        (report) => {
          const again = isStale;
          isReading = false;
          if (report.activity.state !== "running") settle(() => resolve(report));
          else if (again) read();
        },
        (error: unknown) => settle(() => reject(error as Error)),
      );
    }

    // It may have ended before anybody listened.
    read();
  });
}

function concerns(event: Event, activity: string): boolean {
  return (event.type === "activityChanged" && event.activity === activity) || (event.type === "jobEnded" && event.job === activity);
}
