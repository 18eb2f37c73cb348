// How a registry carried its rules out: the last runs, a trial, a run now, and what each did.
import { FlaskConical, Play, RotateCw, Square } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { RuleRun, RuleRunState, RuleRunsAt } from "~/bridge/generated/contract";
import { useAct, useAsk, useAskAgain } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { useToasts } from "~/kit/toasts";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { useFailureTeller } from "~/parts/failure_teller";
import table from "~/parts/Table.module.css";
import { RunTasks } from "./RunTasks";
import styles from "./vendor_rules.module.css";

export interface RuleRunsProps {
  of: RuleRunsAt;
  /** There is a dry run. */
  canTry: boolean;
  /** Why there is nothing to carry out or to try. */
  missing?: string | undefined;
  /** Why nothing can be carried out. */
  frozen: string | undefined;
  name: string;
}

export const runStates: Readonly<Record<RuleRunState, PlainKey>> = {
  waiting: "vendorRules.waiting",
  running: "vendorRules.running",
  done: "vendorRules.done",
  failed: "vendorRules.failed",
  stopped: "vendorRules.stopped",
};

/** Runs that are shown until more are asked for. */
const few = 5;

export function RuleRuns({ of, canTry, missing, frozen, name }: RuleRunsProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const askAgain = useAskAgain();
  const asked = useAsk("list_rule_runs", of, { always: true });
  const start = useAct("start_rule_run", useFailureTeller());
  const [isConfirming, setConfirming] = useState(false);
  const [all, setAll] = useState(false);
  const [opened, setOpened] = useState<RuleRun>();
  const runs = asked.data ?? [];
  const begin = (dry: boolean): void => {
    setConfirming(false);
    start.mutate(
      { of, dry },
      {
        onSuccess: () => {
          toasts.show({ title: t(dry ? "vendorRules.tryBegun" : "vendorRules.runBegun") });
          askAgain("list_rule_runs");
        },
      },
    );
  };
  return (
    <section className={styles["runs"]} aria-label={t("vendorRules.runsOf", { what: name })}>
      <div className={styles["bar"]}>
        {canTry ? (
          <Button icon={FlaskConical} tone="primary" onPress={() => begin(true)} isPending={start.isPending && !isConfirming} disabledReason={missing}>
            {t("vendorRules.dryRun")}
          </Button>
        ) : null}
        <Button icon={Play} label={t("vendorRules.runNowOf", { what: name })} onPress={() => setConfirming(true)} disabledReason={frozen ?? missing}>
          {t("vendorRules.runNow")}
        </Button>
        <IconButton icon={RotateCw} label={t("vendorRules.refreshRuns")} onPress={() => void asked.refetch()} />
      </div>
      {asked.error ? <FailureNotice failure={asked.error.failure} connection={of.at.connection} onRetry={() => void asked.refetch()} /> : null}
      {asked.data && runs.length === 0 ? <p className={styles["help"]}>{t("vendorRules.neverRan")}</p> : null}
      {runs.length > 0 ? <Runs of={of} runs={all ? runs : runs.slice(0, few)} frozen={frozen} name={name} onOpen={setOpened} /> : null}
      {runs.length > few && !all ? (
        <div>
          <Button tone="quiet" onPress={() => setAll(true)}>
            {t("vendorRules.allRuns", { count: runs.length })}
          </Button>
        </div>
      ) : null}
      {isConfirming ? (
        <Dialog
          isOpen
          role="alert"
          width="narrow"
          title={t("vendorRules.runTitle")}
          onClose={() => setConfirming(false)}
          actions={
            <>
              <Button onPress={() => setConfirming(false)}>{t("common.cancel")}</Button>
              <Button tone="loss" onPress={() => begin(false)}>
                {t("vendorRules.carryOut")}
              </Button>
            </>
          }
        >
          <p>{t(of.purpose === "replication" ? "vendorRules.copyText" : "vendorRules.runText")}</p>
        </Dialog>
      ) : null}
      {opened ? <RunTasks of={{ of, run: opened.id }} run={opened} onClose={() => setOpened(undefined)} /> : null}
    </section>
  );
}

interface RunsProps {
  of: RuleRunsAt;
  runs: readonly RuleRun[];
  frozen: string | undefined;
  name: string;
  onOpen: (run: RuleRun) => void;
}

function Runs({ of, runs, frozen, name, onOpen }: RunsProps): ReactNode {
  const { t, format } = useMessages();
  const stop = useAct("stop_rule_run", useFailureTeller());
  return (
    <div className={styles["tableFrame"]}>
      <table className={table["table"]} aria-label={t("vendorRules.runsOf", { what: name })}>
        <thead>
          <tr>
            <th scope="col">{t("vendorRules.when")}</th>
            <th scope="col">{t("vendorRules.kind")}</th>
            <th scope="col">{t("vendorRules.state")}</th>
            <th scope="col">{t("vendorRules.result")}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => {
            const when = run.started === null ? `#${String(run.id)}` : format.exact(run.started);
            const isOn = run.state === "running" || run.state === "waiting";
            return (
              <tr key={run.id}>
                <td>{when}</td>
                <td className={styles["short"]}>{t(run.dry ? "vendorRules.dryRun" : "vendorRules.realRun")}</td>
                <td className={classNames(styles["short"], run.state === "failed" && styles["failed"])}>{t(runStates[run.state])}</td>
                <td>
                  <div className={styles["bar"]}>
                    {run.tasks ? <span>{t("vendorRules.taskCounts", { done: run.tasks.succeeded, total: run.tasks.total, failed: run.tasks.failed })}</span> : null}
                    {run.said === null ? null : <span>{visibleText(run.said)}</span>}
                    <Button tone="quiet" label={t("vendorRules.detailsOf", { when })} onPress={() => onOpen(run)}>
                      {t("vendorRules.details")}
                    </Button>
                    {isOn ? <IconButton icon={Square} label={t("vendorRules.stopOf", { when })} onPress={() => stop.mutate({ of, run: run.id })} disabledReason={frozen} /> : null}
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
