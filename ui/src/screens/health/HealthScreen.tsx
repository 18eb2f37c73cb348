// How a registry is: what is wrong in it, and what takes up its space, from what is known; and a look into the rest.
import { RefreshCw, ScanSearch } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Health } from "~/bridge/generated/contract";
import { useAct, useAsk, useConnection, useJobs } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Notice, Skeleton } from "~/kit/Notice";
import { Tabs } from "~/kit/Tabs";
import { useMessages } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { FailureNotice } from "~/parts/FailureNotice";
import { Freshness } from "~/parts/Freshness";
import { JobLine } from "~/parts/JobLine";
import { useFailureTeller } from "~/parts/failure_teller";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useAddressState } from "~/places/search";
import { Findings } from "./Findings";
import { StorageView } from "./StorageView";
import styles from "./health.module.css";

const views = ["findings", "storage"] as const;
type View = (typeof views)[number];

export function HealthScreen({ connection }: { connection: string }): ReactNode {
  const { t } = useMessages();
  const known = useConnection(connection);
  const [view, setView] = useAddressState("view", "findings");
  const [days, setDays] = useState(90);
  const health = useAsk("read_health", { connection, unpulledDays: days }, { placeholder: (previous) => previous, always: true });
  const { data } = health;
  const selected: View = views.find((each) => each === view) ?? "findings";
  const drawFindings = (): ReactNode => data && <Findings connection={connection} health={data} days={days} onDaysChange={setDays} />;
  const drawStorage = (): ReactNode => <StorageView connection={connection} />;
  return (
    <ScreenFrame
      title={t("health.title")}
      subtitle={
        <>
          {known && <ConnectionMarks connection={known} />}
          {data && <Freshness observedAt={data.known.oldest} refreshing={health.isFetching} />}
        </>
      }
      actions={<IconButton icon={RefreshCw} label={t("health.reload")} onPress={() => void health.refetch()} />}
      notices={data && <Coverage connection={connection} health={data} />}
    >
      <div className={styles["views"]}>
        {health.error ? <FailureNotice failure={health.error.failure} connection={connection} onRetry={() => void health.refetch()} /> : null}
        {data ? (
          <Tabs
            label={t("health.views")}
            selected={selected}
            onSelect={setView}
            views={[
              {
                id: "findings",
                label: t("health.findings"),
                count: Object.values(data.counts).reduce((all, each) => all + each, 0),
                draw: drawFindings,
              },
              { id: "storage", label: t("health.storage"), draw: drawStorage },
            ]}
          />
        ) : health.error ? null : (
          <Skeleton lines={8} label={t("common.loading")} />
        )}
      </div>
    </ScreenFrame>
  );
}

/** What nobody has looked into, and the way to do so. */
function Coverage({ connection, health }: { connection: string; health: Health }): ReactNode {
  const { t } = useMessages();
  const tellFailure = useFailureTeller();
  const look = useAct("look_into_all", tellFailure);
  const cancel = useAct("cancel_job", tellFailure);
  const job = useJobs().find((each) => each.kind === "lookIntoAll" && each.connection === connection);
  const { repositories, unlisted, images, unread } = health.known;
  if (job) {
    return (
      <div className={styles["coverage"]} role="status">
        <JobLine label={t("health.looking")} job={job} />
        <Button onPress={() => cancel.mutate(job.id)} isPending={cancel.isPending}>
          {t("common.cancel")}
        </Button>
      </div>
    );
  }
  if (repositories > 0 && unlisted === 0 && unread === 0) return null;
  const said = [
    ...(repositories === 0 ? [`${t("health.nothingKnown")}.`] : []),
    ...(unlisted > 0 ? [t("health.unlisted", { count: unlisted, all: repositories })] : []),
    ...(unread > 0 ? [t("health.unread", { count: unread, all: images })] : []),
  ];
  return (
    <Notice actions={[{ label: t("health.lookIntoAll"), icon: ScanSearch, run: () => look.mutate({ connection }) }]}>
      {said.join(" ")} {t("health.cost")}
    </Notice>
  );
}
