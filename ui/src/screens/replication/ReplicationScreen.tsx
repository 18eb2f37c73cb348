// Rules that keep repositories the same elsewhere: what they are, how they do, and what they have brought.
import { Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { CopyRule, KnownCopyRule } from "~/bridge/generated/contract";
import { useAct, useAsk, useConnections, useEveryConnection, useJobs } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { MenuButton } from "~/kit/Menu";
import { Skeleton } from "~/kit/Notice";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { JobLine } from "~/parts/JobLine";
import { ScreenFrame } from "~/parts/ScreenFrame";
import table from "~/parts/Table.module.css";
import { useFailureTeller } from "~/parts/failure_teller";
import { sayReplicationRun } from "~/parts/replication_words";
import { CopyRuleDialog } from "./CopyRuleDialog";
import { OutlookDialog } from "./OutlookDialog";
import { RemoveCopyRuleDialog } from "./RemoveCopyRuleDialog";
import { ReplicatedImages } from "./ReplicatedImages";
import styles from "./replication.module.css";
import { nameOf, sayDestination, sayProblem, saySource, sayWhen } from "./rule_words";

/** What stands in front of the screen. */
type Asked = { type: "new" } | { type: "change" | "remove" | "outlook"; rule: CopyRule };

export function ReplicationScreen(): ReactNode {
  const { t } = useMessages();
  const connections = useConnections();
  const { data: rules, error, refetch } = useAsk("list_copy_rules", {}, { always: true });
  const [asked, setAsked] = useState<Asked>();
  const close = (): void => setAsked(undefined);
  return (
    <ScreenFrame
      isPage
      title={t("replication.title")}
      subtitle={t("replication.subtitle")}
      actions={
        <Button icon={Plus} tone="primary" onPress={() => setAsked({ type: "new" })} disabledReason={rules ? undefined : t("common.loading")}>
          {t("replication.add")}
        </Button>
      }
    >
      {error ? <FailureNotice failure={error.failure} onRetry={() => void refetch()} /> : null}
      {rules ? (
        <div className={styles["page"]}>
          <Rules rules={rules} onAsk={setAsked} />
          {rules.length > 0 ? <ReplicatedImages rules={rules} /> : null}
        </div>
      ) : error ? null : (
        <Skeleton label={t("common.loading")} />
      )}
      {rules && (asked?.type === "new" || asked?.type === "change") ? (
        <CopyRuleDialog kept={asked.type === "change" ? asked.rule : undefined} connections={connections} onClose={close} />
      ) : null}
      {asked?.type === "remove" ? <RemoveCopyRuleDialog rule={asked.rule} onClose={close} /> : null}
      {asked?.type === "outlook" ? <OutlookDialog rule={asked.rule} onClose={close} /> : null}
    </ScreenFrame>
  );
}

function Rules({ rules, onAsk }: { rules: readonly KnownCopyRule[]; onAsk: (asked: Asked) => void }): ReactNode {
  const { t } = useMessages();
  return (
    <section className={styles["section"]} aria-label={t("replication.rules")}>
      <h2>{t("replication.rules")}</h2>
      {rules.length === 0 ? (
        <p className={styles["help"]}>{t("replication.noRules")}</p>
      ) : (
        <div className={styles["tableFrame"]}>
          <table className={table["table"]} aria-label={t("replication.rules")}>
            <thead>
              <tr>
                <th scope="col">{t("replication.name")}</th>
                <th scope="col">{t("replication.source")}</th>
                <th scope="col">{t("replication.destinations")}</th>
                <th scope="col">{t("replication.standing")}</th>
              </tr>
            </thead>
            <tbody>
              {rules.map((known) => (
                <RuleRow key={known.rule.id} known={known} onAsk={onAsk} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function RuleRow({ known, onAsk }: { known: KnownCopyRule; onAsk: (asked: Asked) => void }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const connections = useEveryConnection();
  const { rule } = known;
  return (
    <tr>
      <td>
        <span className={styles["line"]}>{visibleText(rule.name)}</span>
        <span className={styles["quiet"]}>{sayWhen(rule, messages)}</span>
      </td>
      <td>
        <span className={styles["line"]}>{nameOf(rule.source, connections, messages)}</span>
        <span className={styles["quiet"]}>{saySource(rule, messages)}</span>
      </td>
      <td>
        {rule.destinations.map((to) => (
          <span key={`${to.connection} ${to.prefix ?? ""}`} className={styles["line"]}>
            {sayDestination(to, connections, messages)}
          </span>
        ))}
        {rule.deletes ? <span className={styles["quiet"]}>{t("replication.deletes")}</span> : null}
      </td>
      <td className={styles["roomy"]}>
        <Standing known={known} />
        {known.complaints.map((problem) => (
          <span key={problem.type} className={`${styles["quiet"] ?? ""} ${styles["complaint"] ?? ""}`}>
            {sayProblem(problem, connections, messages)}
          </span>
        ))}
        <RuleButtons known={known} onAsk={onAsk} />
      </td>
    </tr>
  );
}

function Standing({ known }: { known: KnownCopyRule }): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const jobs = useJobs();
  const { last, running, next, done, pending, failed } = known;
  const isKnown = done + pending + failed > 0;
  return (
    <>
      {running === null ? null : <JobLine label={t("replication.running")} job={jobs.find((each) => each.id === running)} />}
      {isKnown ? <span className={styles["line"]}>{t("replication.counts", { done, pending, failed })}</span> : null}
      <span className={styles["quiet"]}>
        {last ? t("replication.last", { when: format.exact(last.at), what: sayReplicationRun(last, messages) }) : t("replication.neverRan")}
      </span>
      {next === null ? null : <span className={styles["quiet"]}>{t("replication.next", { when: format.exact(next) })}</span>}
    </>
  );
}

function RuleButtons({ known, onAsk }: { known: KnownCopyRule; onAsk: (asked: Asked) => void }): ReactNode {
  const { t } = useMessages();
  const tellFailure = useFailureTeller();
  const run = useAct("run_copy_rule", tellFailure);
  const stop = useAct("cancel_job", tellFailure);
  const { rule, running } = known;
  const name = visibleText(rule.name);
  return (
    <span className={styles["buttons"]}>
      {running === null ? (
        <Button label={t("replication.runOf", { name })} onPress={() => run.mutate({ rule: rule.id, everything: false })} isPending={run.isPending}>
          {t("replication.run")}
        </Button>
      ) : (
        <Button label={t("replication.stopOf", { name })} onPress={() => stop.mutate(running)}>
          {t("replication.stop")}
        </Button>
      )}
      <Button tone="quiet" label={t("replication.dryRunOf", { name })} onPress={() => onAsk({ type: "outlook", rule })}>
        {t("replication.dryRun")}
      </Button>
      <MenuButton
        label={t("replication.moreOf", { name })}
        icon={Ellipsis}
        entries={[
          { id: "change", label: t("replication.change"), run: () => onAsk({ type: "change", rule }) },
          { id: "all", label: t("replication.runAll"), run: () => run.mutate({ rule: rule.id, everything: true }) },
          "separator",
          { id: "remove", label: t("replication.remove"), isLoss: true, run: () => onAsk({ type: "remove", rule }) },
        ]}
      />
    </span>
  );
}
