// What ECR does with an image by itself: where it is replicated to, and who has signed it.
import type { ReactNode } from "react";
import type { ProgressState } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import table from "~/parts/Table.module.css";
import { sayDestination } from "./Backfills";
import { Answer } from "./pieces";
import styles from "./amazon_registry.module.css";

const replicationStates: Readonly<Record<ProgressState, PlainKey>> = {
  running: "registrySettings.running",
  complete: "registrySettings.complete",
  failed: "registrySettings.failed",
  unknown: "registrySettings.unknown",
};

const signingStates: Readonly<Record<ProgressState, PlainKey>> = {
  running: "registrySettings.signingRunning",
  complete: "registrySettings.trusted",
  failed: "registrySettings.failed",
  unknown: "registrySettings.unknown",
};

export function ImageProgressView({ connection, repository, digest }: { connection: string; repository: string; digest: string }): ReactNode {
  const { t } = useMessages();
  const asked = useAsk("read_image_progress", { connection, repository, digest }, { always: true });
  const stateOf = (state: ProgressState, words: PlainKey, failure: string | null): ReactNode => (
    <span className={state === "failed" ? styles["lack"] : undefined}>{failure === null ? t(words) : `${t(words)}: ${visibleText(failure)}`}</span>
  );
  return (
    <Answer asked={asked} connection={connection}>
      {({ replication, signing, problems }) => (
        <div className={classNames(styles["page"], styles["inset"])}>
          {problems.map((failure, index) => (
            <FailureNotice key={index} failure={failure} connection={connection} onRetry={() => void asked.refetch()} />
          ))}
          {replication === null ? null : (
            <section className={styles["section"]} aria-label={t("registrySettings.replicatedTo")}>
              <h2>{t("registrySettings.replicatedTo")}</h2>
              {replication.length === 0 ? (
                <p className={styles["help"]}>{t("registrySettings.notReplicated")}</p>
              ) : (
                <table className={table["table"]} aria-label={t("registrySettings.replicatedTo")}>
                  <tbody>
                    {replication.map(({ destination, state, failure }) => (
                      <tr key={`${destination.account} ${destination.region}`}>
                        <td>{sayDestination(destination, t)}</td>
                        <td>{stateOf(state, replicationStates[state], failure)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </section>
          )}
          {signing === null ? null : (
            <section className={styles["section"]} aria-label={t("registrySettings.signedBy")}>
              <h2>{t("registrySettings.signedBy")}</h2>
              {signing.length === 0 ? (
                <p className={styles["help"]}>{t("registrySettings.notSigned")}</p>
              ) : (
                <table className={table["table"]} aria-label={t("registrySettings.signedBy")}>
                  <tbody>
                    {signing.map(({ profile, state, failure }) => (
                      <tr key={profile}>
                        <td className={styles["code"]}>{visibleText(profile)}</td>
                        <td>{stateOf(state, signingStates[state], failure)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </section>
          )}
        </div>
      )}
    </Answer>
  );
}
