// Backfills of replication: begun for a destination, stopped, and what became of their images.
import { CopyPlus, RefreshCw } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { BackfillState, RegistryAt, ReplicationBackfill, ReplicationDestination } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages, PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Age, Unknown } from "~/parts/Known";
import table from "~/parts/Table.module.css";
import type { SectionProps } from "./draft";
import { Answer } from "./pieces";
import styles from "./amazon_registry.module.css";

export const backfillStates: Readonly<Record<BackfillState, PlainKey>> = {
  preparing: "registrySettings.preparing",
  running: "registrySettings.running",
  complete: "registrySettings.complete",
  failed: "registrySettings.failed",
  stopping: "registrySettings.stopping",
  stopped: "registrySettings.stopped",
  unknown: "registrySettings.unknown",
};

/** "123456789012 in us-east-1". */
export function sayDestination({ account, region }: ReplicationDestination, t: Messages["t"]): string {
  return t("registrySettings.destination", { account: visibleText(account), region: visibleText(region) });
}

export function Backfills({ at, isReadOnly, destinations }: SectionProps & { destinations: readonly ReplicationDestination[] }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const asked = useAsk("list_backfills", at);
  const start = useAct("start_backfill");
  const stop = useAct("stop_backfill");
  const [looked, setLooked] = useState<ReplicationBackfill>();
  const failure = start.error?.failure ?? stop.error?.failure;
  const frozen = isReadOnly ? t("repository.readOnly") : undefined;
  return (
    <section className={styles["section"]} aria-label={t("registrySettings.backfills")}>
      <div className={styles["head"]}>
        <h2>{t("registrySettings.backfills")}</h2>
        <IconButton icon={RefreshCw} label={t("registrySettings.refresh")} onPress={() => void asked.refetch()} />
      </div>
      <p className={styles["help"]}>{t("registrySettings.backfillsHelp")}</p>
      {failure ? <FailureNotice failure={failure} connection={at.connection} /> : null}
      <div className={styles["buttons"]}>
        {destinations.length === 0 ? <p>{t("registrySettings.noDestinations")}</p> : null}
        {destinations.map((destination) => (
          <Button
            key={`${destination.account} ${destination.region}`}
            icon={CopyPlus}
            isPending={start.isPending}
            disabledReason={frozen}
            onPress={() =>
              start.mutate(
                { ...at, destination },
                { onSuccess: () => toasts.show({ title: t("registrySettings.backfillStarted", { destination: sayDestination(destination, t) }) }) },
              )
            }
          >
            {t("registrySettings.startBackfillTo", { destination: sayDestination(destination, t) })}
          </Button>
        ))}
      </div>
      <Answer asked={asked} connection={at.connection}>
        {(backfills) =>
          backfills.length === 0 ? (
            <p className={styles["help"]}>{t("registrySettings.noBackfills")}</p>
          ) : (
            <div className={styles["tableFrame"]}>
              <table className={table["table"]} aria-label={t("registrySettings.backfills")}>
                <thead>
                  <tr>
                    <th scope="col">{t("registrySettings.destinations")}</th>
                    <th scope="col">{t("registrySettings.state")}</th>
                    <th scope="col">{t("registrySettings.images")}</th>
                    <th scope="col">{t("registrySettings.started")}</th>
                    <th scope="col">{t("registrySettings.actions")}</th>
                  </tr>
                </thead>
                <tbody>
                  {backfills.map((backfill) => {
                    const destination = sayDestination(backfill.destination, t);
                    const isRunning = backfill.state === "preparing" || backfill.state === "running";
                    return (
                      <tr key={backfill.id}>
                        <td>{destination}</td>
                        <td title={backfill.failure === null ? undefined : visibleText(backfill.failure)}>{t(backfillStates[backfill.state])}</td>
                        <td>
                          <Progress backfill={backfill} />
                        </td>
                        <td>
                          <Age time={backfill.started} />
                        </td>
                        <td>
                          <span className={styles["cell"]}>
                            <Button tone="quiet" label={t("registrySettings.lookAt", { destination })} onPress={() => setLooked(backfill)}>
                              {t("registrySettings.look")}
                            </Button>
                            {isRunning ? (
                              <Button
                                tone="quiet"
                                label={t("registrySettings.stopOf", { destination })}
                                disabledReason={frozen}
                                isPending={stop.isPending}
                                onPress={() =>
                                  stop.mutate(
                                    { ...at, id: backfill.id, destination: backfill.destination },
                                    { onSuccess: () => toasts.show({ title: t("registrySettings.backfillStopped", { destination }) }) },
                                  )
                                }
                              >
                                {t("registrySettings.stop")}
                              </Button>
                            ) : null}
                          </span>
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
          )
        }
      </Answer>
      {looked ? <BackfillDialog at={at} backfill={looked} onClose={() => setLooked(undefined)} /> : null}
    </section>
  );
}

function Progress({ backfill: { done, total, failed } }: { backfill: ReplicationBackfill }): ReactNode {
  const { t } = useMessages();
  if (total === null) return <Unknown />;
  const progress = t("registrySettings.doneOf", { done: done ?? 0, total });
  return failed === null || failed === 0 ? progress : `${progress}, ${t("registrySettings.failedCount", { count: failed })}`;
}

function BackfillDialog({ at, backfill, onClose }: { at: RegistryAt; backfill: ReplicationBackfill; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const asked = useAsk("read_backfill", { ...at, id: backfill.id, destination: backfill.destination }, { always: true });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={t("registrySettings.lookAt", { destination: sayDestination(backfill.destination, t) })}
      actions={
        <Button icon={RefreshCw} onPress={() => void asked.refetch()} isPending={asked.isFetching}>
          {t("registrySettings.refresh")}
        </Button>
      }
    >
      <Answer asked={asked} connection={at.connection}>
        {(report) => (
          <div className={styles["form"]}>
            <p role="status">
              {t(backfillStates[report.backfill.state])} · <Progress backfill={report.backfill} />
            </p>
            {report.backfill.failure === null ? null : <p className={styles["lack"]}>{visibleText(report.backfill.failure)}</p>}
            {report.images.length === 0 ? (
              <p className={styles["help"]}>{t("registrySettings.noResults")}</p>
            ) : (
              <div className={styles["tableFrame"]}>
                <table className={table["table"]} aria-label={t("registrySettings.images")}>
                  <tbody>
                    {report.images.map((image) => (
                      <tr key={`${image.repository} ${image.image}`}>
                        <td>{visibleText(image.repository)}</td>
                        <td className={styles["code"]}>{visibleText(image.image)}</td>
                        <td className={image.there ? styles["good"] : styles["lack"]}>
                          {image.there ? t("registrySettings.there") : visibleText(image.failure ?? t("registrySettings.notThere"))}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </div>
        )}
      </Answer>
    </Dialog>
  );
}
