// What a test of a connection tried, what the registry answered, and what to change.
import { CircleAlert, CircleCheck, CircleDashed, Info } from "lucide-react";
import type { ReactNode } from "react";
import { explainFailure } from "~/bridge/failures";
import type { ConnectionReport as Report, Finding, TestOutcome, TestStep, TestedThing } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { CopyButton } from "~/kit/Notice";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages, PlainKey } from "~/messages/Messages";
import { CapabilityList } from "./CapabilityList";
import styles from "./ConnectionReport.module.css";
import { MissingStatement } from "./MissingStatement";
import { kindNames } from "./vendor_words";

const stepNames: Readonly<Record<TestedThing, PlainKey>> = {
  address: "connections.address",
  credentials: "connections.credentials",
  reach: "connections.reach",
  protocol: "connections.protocol",
  signIn: "connections.signIn",
  catalog: "connections.listCatalog",
  tags: "connections.tags",
  referrers: "connections.listReferrers",
  identity: "amazon.testIdentity",
  region: "amazon.testRegion",
};

const outcomes: Readonly<Record<TestOutcome, PlainKey>> = {
  passed: "connections.passed",
  failed: "connections.failed",
  noted: "connections.noted",
  skipped: "connections.skipped",
};

const icons = { passed: CircleCheck, failed: CircleAlert, noted: Info, skipped: CircleDashed } as const;

export function ConnectionReport({ report }: { report: Report }): ReactNode {
  const { t } = useMessages();
  return (
    <div className={styles["report"]}>
      <p role="status" className={classNames(styles["verdict"], !report.works && styles["failed"])}>
        <Icon icon={report.works ? CircleCheck : CircleAlert} />
        {t(report.works ? "connections.works" : "connections.worksNot")}
      </p>
      {report.kind === "generic" ? null : <p className={styles["kind"]}>{t("vendors.recognised", { kind: t(kindNames[report.kind]) })}</p>}
      <ol aria-label={t("connections.steps")} className={styles["steps"]}>
        {report.steps.map((step, index) => (
          <Step key={index} step={step} />
        ))}
      </ol>
      {report.works ? <CapabilityList capabilities={report.capabilities} /> : null}
    </div>
  );
}

/** What came of a step, in words; nothing where how it ended says all. */
function wordsOf(finding: Finding, t: Messages["t"]): string | undefined {
  switch (finding.type) {
    case "nothing":
      return undefined;
    case "said":
      return visibleText(finding.text);
    case "answered":
      return t("connections.foundHost", { host: visibleText(finding.host) });
    case "repositories":
      return t(finding.more ? "connections.foundMoreRepositories" : "connections.foundRepositories", { count: finding.count });
    case "tags": {
      const values = { count: finding.count, repository: visibleText(finding.repository) };
      return t(finding.more ? "connections.foundMoreTags" : "connections.foundTags", values);
    }
    case "referrers":
      return t("connections.foundReferrers", { count: finding.count, image: visibleText(finding.image) });
    case "noReferrersApi":
      return t("connections.foundNoReferrersApi");
    case "open":
      return t("connections.foundOpen");
    case "noRepository":
      return t("connections.foundNoRepository");
    case "noImage":
      return t("connections.foundNoImage");
    case "identity":
      return visibleText(finding.arn);
    case "region":
      return t(finding.more ? "amazon.foundRegionMore" : "amazon.foundRegion", { count: finding.repositories, region: finding.region });
  }
}

function Step({ step }: { step: TestStep }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const finding = wordsOf(step.finding, t);
  const why = step.failure ? explainFailure(step.failure, messages) : undefined;
  return (
    <li className={classNames(styles["step"], styles[step.outcome])}>
      <Icon icon={icons[step.outcome]} size={15} label={t(outcomes[step.outcome])} className={styles["icon"]} />
      <div className={styles["words"]}>
        <p className={styles["name"]}>
          <span>{t(stepNames[step.what])}</span>
          {step.milliseconds > 0 ? (
            <span className={styles["time"]}>{t("connections.milliseconds", { count: step.milliseconds })}</span>
          ) : null}
        </p>
        {finding === undefined ? null : <p className={styles["answered"]}>{finding}</p>}
        {why ? (
          <p className={styles["why"]}>
            {why.title}
            {why.reason === undefined ? null : `. ${why.reason}`}
          </p>
        ) : null}
        {step.failure ? <MissingStatement failure={step.failure} /> : null}
      </div>
      {step.failure?.detail ? <CopyButton text={step.failure.detail} label={t("kit.copyDetail")} /> : null}
    </li>
  );
}
