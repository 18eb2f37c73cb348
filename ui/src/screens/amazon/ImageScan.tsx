// The scan of one image of Amazon ECR: how far it is, what it found, and what differs from another image's.
import { Download, ScanSearch } from "lucide-react";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { FindingsFormat, RegistryKind, ScanReport, ScanStatus, SeverityCount } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { SeverityMark } from "~/parts/ScanMark";
import { scansOnRequest } from "~/parts/vendor_words";
import { FindingsTable } from "./FindingsTable";
import { useScannable } from "./use_scannable";
import styles from "./amazon.module.css";

export const statusNames = {
  never: "scans.never",
  pending: "scans.pending",
  inProgress: "scans.inProgress",
  complete: "scans.complete",
  active: "scans.active",
  failed: "scans.failed",
  unsupportedImage: "scans.unsupportedImage",
  scanEligibilityExpired: "scans.scanEligibilityExpired",
  findingsUnavailable: "scans.findingsUnavailable",
  limitExceeded: "scans.limitExceeded",
  imageArchived: "scans.imageArchived",
  imageSizeExceeded: "scans.imageSizeExceeded",
  unknown: "scans.unknown",
} as const satisfies Record<ScanStatus, PlainKey>;

/** Whether findings are to be had. */
const isOver = (status: ScanStatus): boolean => status === "complete" || status === "active";

const isUnderWay = (status: ScanStatus): boolean => status === "pending" || status === "inProgress";

/** How often it is asked how far a scan is: it may have been begun by a push or by somebody else. */
const askEvery = 4_000;

export function SeverityCounts({ counts }: { counts: readonly SeverityCount[] }): ReactNode {
  return (
    <span className={styles["totals"]}>
      {counts.map(({ severity, count }) => (
        <SeverityMark key={severity} severity={severity} count={count} />
      ))}
    </span>
  );
}

export interface ImageScanProps {
  connection: string;
  repository: string;
  digest: string;
  isReadOnly: boolean;
  kind?: RegistryKind;
}

export function ImageScan({ connection, repository, digest, isReadOnly, kind = "ecr" }: ImageScanProps): ReactNode {
  const { t, format } = useMessages();
  const toasts = useToasts();
  const at = { connection, repository };
  const scan = useAsk("read_scan", { ...at, digest }, { always: true });
  const start = useAct("start_scan");
  const save = useAct("save_findings");
  const images = useScannable(connection, repository).filter((image) => image.digest !== digest);
  const [other, setOther] = useState("");
  const isGoingOn = scan.data !== undefined && isUnderWay(scan.data.status);
  const { refetch } = scan;
  useEffect(() => {
    if (!isGoingOn) return undefined;
    const timer = setInterval(() => void refetch(), askEvery);
    return () => clearInterval(timer);
  }, [isGoingOn, refetch]);
  if (scan.error) return <FailureNotice failure={scan.error.failure} connection={connection} onRetry={() => void scan.refetch()} />;
  if (!scan.data) return <Skeleton lines={6} label={t("common.loading")} />;
  const report = scan.data;
  const begin = (): void =>
    start.mutate(
      { ...at, digest },
      {
        onSuccess: () => {
          toasts.show({ title: t("scans.scanStarted"), detail: t("scans.scanStartedDetail") });
          void scan.refetch();
        },
      },
    );
  const keep = (form: FindingsFormat): void =>
    save.mutate({ ...at, digest, format: form }, { onSuccess: ({ path }) => toasts.show({ title: t("scans.saved", { path: visibleText(path) }) }) });
  const frozen = isReadOnly ? t("repository.readOnly") : isGoingOn ? t("scans.inProgress") : undefined;
  const compared = images.find((image) => image.digest === other);
  const nothing = report.findings.length === 0 ? t("scans.clean") : undefined;
  return (
    <div className={styles["scan"]}>
      <Status report={report} />
      {start.error ? <FailureNotice failure={start.error.failure} connection={connection} /> : null}
      {save.error ? <FailureNotice failure={save.error.failure} connection={connection} /> : null}
      <div className={styles["buttons"]}>
        {scansOnRequest(kind) ? (
          <Button icon={ScanSearch} onPress={begin} isPending={start.isPending} disabledReason={frozen}>
            {t("scans.scanNow")}
          </Button>
        ) : null}
        <Button icon={Download} onPress={() => keep("csv")} isPending={save.isPending} disabledReason={nothing}>
          {t("scans.saveCsv")}
        </Button>
        <Button icon={Download} onPress={() => keep("json")} isPending={save.isPending} disabledReason={nothing}>
          {t("scans.saveJson")}
        </Button>
        {isOver(report.status) && images.length > 0 ? (
          <Select
            label={t("scans.compareWith")}
            value={compared ? other : "none"}
            onChange={(value) => setOther(value === "none" ? "" : value)}
            choices={[{ value: "none", label: t("scans.noOther") }, ...images.map(({ digest: value, name }) => ({ value, label: name }))]}
          />
        ) : null}
      </div>
      {kind === "ecr" ? <p className={styles["help"]}>{t("scans.oncePerDay")}</p> : null}
      {compared ? (
        <Difference at={at} one={compared.digest} other={digest} name={compared.name} />
      ) : report.findings.length > 0 ? (
        <>
          <FindingsTable label={t("scans.findings")} findings={report.findings} />
          {report.isCut ? <p className={styles["lack"]}>{t("scans.cut")}</p> : null}
        </>
      ) : isOver(report.status) ? (
        <p className={styles["agrees"]}>{t("scans.clean")}</p>
      ) : null}
      {report.known === null ? null : <p className={styles["help"]}>{t("scans.knowledge", { when: format.day(report.known) })}</p>}
    </div>
  );
}

function Status({ report }: { report: ScanReport }): ReactNode {
  const { t, format } = useMessages();
  return (
    <div role="status" className={styles["scanStatus"]}>
      <p>
        {t(statusNames[report.status])} {report.completed === null ? null : t("scans.completed", { when: format.relative(report.completed) })}
      </p>
      {report.description === null || isOver(report.status) ? null : <p className={styles["help"]}>{visibleText(report.description)}</p>}
      <SeverityCounts counts={report.counts} />
    </div>
  );
}

interface DifferenceProps {
  at: { connection: string; repository: string };
  one: string;
  other: string;
  name: string;
}

function Difference({ at, one, other, name }: DifferenceProps): ReactNode {
  const { t } = useMessages();
  const found = useAsk("compare_scans", { ...at, one, other });
  if (found.error) return <FailureNotice failure={found.error.failure} connection={at.connection} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton lines={4} label={t("common.loading")} />;
  const { data } = found;
  const news = new Set(data.new);
  const gone = new Set(data.gone);
  const label = t("scans.against", { name: visibleText(name) });
  return (
    <section aria-label={label} className={styles["section"]}>
      <h2>{label}</h2>
      <p role="status" className={styles["totals"]}>
        <strong className={data.new.length > 0 ? styles["goes"] : undefined}>{t("scans.newOnes", { count: data.new.length })}</strong>
        <span>{t("scans.goneOnes", { count: data.gone.length })}</span>
        <span>{t("scans.sameOnes", { count: data.same.length })}</span>
      </p>
      {isOver(data.one) && isOver(data.other) ? null : <p className={styles["lack"]}>{t("scans.otherNotScanned")}</p>}
      {news.size + gone.size + data.same.length === 0 ? null : (
        <FindingsTable
          label={label}
          findings={[...data.new, ...data.gone, ...data.same]}
          standing={{ head: t("ecr.outcome"), of: (finding) => t(news.has(finding) ? "scans.new" : gone.has(finding) ? "scans.gone" : "scans.same") }}
        />
      )}
    </section>
  );
}
