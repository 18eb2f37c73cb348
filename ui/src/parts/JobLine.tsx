// How far a long job is, in a bar and in words.

import type { ReactNode } from "react";
import type { Job } from "~/bridge/generated/contract";
import { ProgressBar } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import styles from "./JobLine.module.css";

export function JobLine({ label, job }: { label: string; job: Job | undefined }): ReactNode {
  const { t, format } = useMessages();
  const fraction = job && job.totalItems !== null && job.totalItems > 0 ? job.doneItems / job.totalItems : undefined;
  return (
    <div className={styles["line"]} aria-live="off">
      <ProgressBar label={label} fraction={fraction} />
      {job && job.totalItems !== null && (
        <span className={styles["words"]}>
          {job.secondsLeft === null
            ? t("changes.progressOf", { done: job.doneItems, total: job.totalItems })
            : t("changes.progressLeft", { done: job.doneItems, total: job.totalItems, left: format.duration(job.secondsLeft) })}
        </span>
      )}
    </div>
  );
}
