// What one run did: its tasks, and what the registry wrote down about each.
import { useState } from "react";
import type { ReactNode } from "react";
import type { RuleRun, RuleRunAt, RuleTask } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import table from "~/parts/Table.module.css";
import { runStates } from "./RuleRuns";
import styles from "./vendor_rules.module.css";

export interface RunTasksProps {
  of: RuleRunAt;
  run: RuleRun;
  onClose: () => void;
}

export function RunTasks({ of, run, onClose }: RunTasksProps): ReactNode {
  const { t, format } = useMessages();
  const asked = useAsk("list_rule_tasks", of, { always: true });
  const [read, setRead] = useState<RuleTask>();
  const tasks = asked.data ?? [];
  const when = run.started === null ? `#${String(run.id)}` : format.exact(run.started);
  return (
    <Dialog isOpen onClose={onClose} width="wide" title={t(run.dry ? "vendorRules.dryRunOf" : "vendorRules.realRunOf", { when })}>
      {asked.error ? (
        <FailureNotice failure={asked.error.failure} onRetry={() => void asked.refetch()} />
      ) : asked.data === undefined ? (
        <Skeleton lines={4} label={t("common.loading")} />
      ) : tasks.length === 0 ? (
        <p>{t("vendorRules.noTasks")}</p>
      ) : (
        <div className={styles["tableFrame"]}>
          <table className={table["table"]} aria-label={t("vendorRules.tasks")}>
            <thead>
              <tr>
                <th scope="col">{t("vendorRules.subject")}</th>
                <th scope="col">{t("vendorRules.state")}</th>
                <th scope="col">{t("vendorRules.result")}</th>
                <th scope="col">{t("vendorRules.log")}</th>
              </tr>
            </thead>
            <tbody>
              {tasks.map((task) => (
                <tr key={task.id}>
                  <td>{task.destination === null ? visibleText(task.subject) : `${visibleText(task.subject)} → ${visibleText(task.destination)}`}</td>
                  <td className={classNames(styles["short"], task.state === "failed" && styles["failed"])}>{t(runStates[task.state])}</td>
                  <td>{task.total === null || task.retained === null ? "" : t("vendorRules.retained", { retained: task.retained, gone: task.total - task.retained })}</td>
                  <td>
                    <Button tone="quiet" label={t("vendorRules.logOf", { what: visibleText(task.subject) })} onPress={() => setRead(task)}>
                      {t("vendorRules.showLog")}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {read ? <TaskLog key={read.id} of={of} task={read} /> : null}
    </Dialog>
  );
}

function TaskLog({ of, task }: { of: RuleRunAt; task: RuleTask }): ReactNode {
  const { t } = useMessages();
  const asked = useAsk("read_rule_log", { ...of, task: task.id });
  if (asked.error) return <FailureNotice failure={asked.error.failure} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton lines={4} label={t("common.loading")} />;
  return (
    <section aria-label={t("vendorRules.logOf", { what: visibleText(task.subject) })}>
      <TextField label={t("vendorRules.log")} value={visibleText(asked.data.text, true)} onChange={() => {}} placeholder={t("vendorRules.logEmpty")} lines={12} mono isReadOnly />
    </section>
  );
}
