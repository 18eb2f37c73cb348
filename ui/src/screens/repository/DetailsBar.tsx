// Under the images: how many there are and are selected, how many are known in full, and what knowing all would cost.

import { Download } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { ImageWindow } from "~/bridge/generated/contract";
import { useAct, useAsk, useJobs } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { JobLine } from "~/parts/JobLine";
import { useFailureTeller } from "~/parts/failure_teller";
import styles from "./DetailsBar.module.css";

export interface DetailsBarProps {
  connection: string;
  repository: string;
  head: ImageWindow;
  isByTag: boolean;
  /** How many rows are selected. */
  selected: number;
}

/** How many rows there are where a row is a tag, or an image that has none. */
function countTags({ all, untagged }: ImageWindow, t: Messages["t"]): string {
  const tags = t("repository.countTags", { count: all - untagged });
  if (untagged === 0) return tags;
  const images = t("repository.countUntagged", { count: untagged });
  return all === untagged ? images : t("repository.countBoth", { tags, images });
}

export function DetailsBar({ connection, repository, head, isByTag, selected }: DetailsBarProps): ReactNode {
  const { t } = useMessages();
  const at = { connection, repository };
  const isPartial = head.known < head.all;
  // What was never listed is not empty.
  const isUnseen = head.all === 0 && head.observedAt === null;
  const cost = useAsk("estimate_details", at, { enabled: isPartial });
  const load = useAct("load_details");
  const tellFailure = useFailureTeller();
  const cancel = useAct("cancel_job", tellFailure);
  const [started, setStarted] = useState<string>();
  const jobs = useJobs();
  const job = jobs.find(
    (each) => each.id === started || (each.kind === "loadDetails" && each.connection === connection && each.repository === repository),
  );
  const all = isByTag ? countTags(head, t) : t("repository.countImages", { count: head.all });
  const count = head.total === head.all ? all : t("repository.countOf", { shown: head.total, all });
  return (
    <>
      <div role="group" aria-label={t("repository.details")} className={styles["bar"]}>
        <span role="status">
          {isUnseen ? null : count}
          {selected > 1 && <span className={styles["selected"]}>{t("repository.selected", { count: selected })}</span>}
        </span>
        <span className={styles["gap"]} />
        {isPartial && <span title={t("repository.knownExplained")}>{t("repository.known", { known: head.known, all: head.all })}</span>}
        {job ? (
          <>
            <div className={styles["progress"]}>
              <JobLine label={t("repository.loadingAll")} job={job} />
            </div>
            <Button tone="quiet" onPress={() => cancel.mutate(job.id)}>
              {t("repository.stopLoading")}
            </Button>
          </>
        ) : (
          isPartial &&
          cost.data && (
            <Button
              tone="quiet"
              icon={Download}
              isPending={load.isPending}
              onPress={() => load.mutate(at, { onSuccess: setStarted })}
            >
              {t("repository.loadAll", { requests: cost.data.requests })}
            </Button>
          )
        )}
      </div>
      {load.error && <FailureNotice shape="bar" failure={load.error.failure} connection={connection} onRetry={() => load.mutate(at)} />}
    </>
  );
}
