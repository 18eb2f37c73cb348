// What is under way, with how far it is and a button to stop it.
import { X } from "lucide-react";
import type { ReactNode } from "react";
import type { Job } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { IconButton } from "~/kit/Button";
import { ProgressBar } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { useFailureTeller } from "~/parts/failure_teller";
import { nameOfJob } from "./job_words";
import styles from "./JobList.module.css";

function farOf(job: Job, { t, format }: Pick<Messages, "t" | "format">): string {
  const parts: string[] = [];
  if (job.totalItems !== null) parts.push(t("shell.jobCount", { done: job.doneItems, total: job.totalItems }));
  if (job.doneBytes > 0) parts.push(format.bytes(job.doneBytes));
  if (job.secondsLeft !== null) parts.push(t("shell.jobLeft", { time: format.duration(job.secondsLeft) }));
  return parts.join(" · ");
}

export function JobList({ jobs }: { jobs: readonly Job[] }): ReactNode {
  const messages = useMessages();
  const tellFailure = useFailureTeller();
  const cancel = useAct("cancel_job", tellFailure);
  if (jobs.length === 0) return null;
  return (
    <section aria-label={messages.t("shell.jobs")} className={styles["jobs"]}>
      {jobs.map((job) => {
        const name = nameOfJob(job, messages);
        const fraction = job.totalItems === null ? undefined : job.doneItems / Math.max(1, job.totalItems);
        return (
          <div key={job.id} className={styles["job"]}>
            <div className={styles["words"]}>
              <p className={styles["name"]}>{name}</p>
              <ProgressBar label={name} fraction={fraction} />
              <p className={styles["far"]}>{farOf(job, messages)}</p>
            </div>
            <IconButton
              icon={X}
              size="small"
              label={messages.t("shell.cancelJob", { name })}
              onPress={() => cancel.mutate(job.id)}
            />
          </div>
        );
      })}
    </section>
  );
}
