// How a container of an image is run: its command, its user, ports, volumes, environment, labels, health check.

import type { ReactNode } from "react";
import type { HealthCheck, ImageConfig } from "~/bridge/generated/contract";
import { joinShell } from "~/lib/shell_words";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import styles from "./ConfigOverview.module.css";
import { Age } from "./Known";
import { PairTable } from "./PairTable";
import { RegistryText } from "./RegistryText";

/** What the config says; what it leaves out is named as not set, which is a fact and not ignorance. */
export function ConfigOverview({ config }: { config: ImageConfig }): ReactNode {
  const { t } = useMessages();
  return (
    <div className={styles["overview"]}>
      <dl className={styles["facts"]}>
        <Fact name={t("image.entrypoint")} text={config.entrypoint.length > 0 ? joinShell(config.entrypoint) : null} />
        <Fact name={t("image.command")} text={config.command.length > 0 ? joinShell(config.command) : null} />
        <Fact name={t("image.user")} text={config.user} />
        <Fact name={t("image.workingDirectory")} text={config.workingDirectory} />
        <Fact name={t("image.ports")} text={config.ports.length > 0 ? config.ports.join(", ") : null} />
        <Fact name={t("image.volumes")} text={config.volumes.length > 0 ? config.volumes.join(", ") : null} />
        <Fact name={t("image.stopSignal")} text={config.stopSignal} />
        <Fact name={t("image.platform")} text={config.platform} />
        <Fact name={t("image.author")} text={config.author} />
        <dt>{t("image.created")}</dt>
        <dd>{config.created === null ? <NotSet /> : <Age time={config.created} />}</dd>
        <dt>{t("image.healthCheck")}</dt>
        <dd>{config.healthCheck === null ? <NotSet /> : <Health check={config.healthCheck} />}</dd>
      </dl>
      <section aria-label={t("image.environment")}>
        <h3>{t("image.environmentCount", { count: config.environment.length })}</h3>
        <PairTable label={t("image.environment")} pairs={config.environment} />
      </section>
      <section aria-label={t("image.labels")}>
        <h3>{t("image.labelsCount", { count: config.labels.length })}</h3>
        <PairTable label={t("image.labels")} pairs={config.labels} />
      </section>
    </div>
  );
}

function Health({ check }: { check: HealthCheck }): ReactNode {
  const { t, format } = useMessages();
  const seconds = (nanoseconds: number): string => format.duration(nanoseconds / 1e9);
  const facts = [
    check.interval === null ? null : t("image.healthInterval", { time: seconds(check.interval) }),
    check.timeout === null ? null : t("image.healthTimeout", { time: seconds(check.timeout) }),
    check.startPeriod === null ? null : t("image.healthStartPeriod", { time: seconds(check.startPeriod) }),
    check.retries === null ? null : t("image.healthRetries", { count: check.retries }),
  ].filter((fact) => fact !== null);
  return (
    <>
      <code>{visibleText(check.test.join(" "))}</code>
      {facts.length > 0 && <div className={styles["note"]}>{facts.join(" · ")}</div>}
    </>
  );
}

function Fact({ name, text }: { name: string; text: string | null }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {text === null || text === "" ? (
          <NotSet />
        ) : (
          <code>
            <RegistryText text={text} lines />
          </code>
        )}
      </dd>
    </>
  );
}

function NotSet(): ReactNode {
  const { t } = useMessages();
  return <span className={styles["notSet"]}>{t("image.notSet")}</span>;
}
