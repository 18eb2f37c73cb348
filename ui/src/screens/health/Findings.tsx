// What is wrong in a registry, a table a kind, each with what to do about it.
import { ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { Health, HealthCounts, HealthFinding } from "~/bridge/generated/contract";
import { useConnection } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { EmptyState } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { Capped } from "~/parts/Capped";
import { DigestLabel } from "~/parts/DigestLabel";
import { RepositoryName } from "~/parts/RepositoryName";
import table from "~/parts/Table.module.css";
import { whyNot } from "~/parts/why_not";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useChanges } from "../changes/changes";
import { changeFor, groupsOf, limitWords } from "./finding_groups";
import type { Group, Kind } from "./finding_groups";
import { Quota } from "./Quota";
import styles from "./health.module.css";

/** The worst first. */
const kinds = ["contentGone", "brokenIndex", "nearLimit", "danglingReferrer", "noTags", "unpulled"] as const satisfies readonly Kind[];

const words = {
  contentGone: ["health.contentGone", "health.contentGoneText"],
  brokenIndex: ["health.brokenIndex", "health.brokenIndexText"],
  nearLimit: ["health.nearLimit", "health.nearLimitText"],
  danglingReferrer: ["health.danglingReferrer", "health.danglingReferrerText"],
  noTags: ["health.noTags", "health.noTagsText"],
  unpulled: ["health.unpulled", "health.unpulledText"],
} as const;

const dayChoices = [30, 90, 180, 365] as const;

export interface FindingsProps {
  connection: string;
  health: Health;
  days: number;
  onDaysChange: (days: number) => void;
}

export function Findings({ connection, health, days, onDaysChange }: FindingsProps): ReactNode {
  const { t } = useMessages();
  const { known, counts, quota } = health;
  const isAllKnown = known.repositories > 0 && known.unlisted === 0 && known.unread === 0;
  return (
    <div className={styles["page"]}>
      <Quota connection={connection} quota={quota} />
      {health.findings.length === 0 && (
        <EmptyState icon={ShieldCheck} title={known.repositories === 0 ? t("health.nothingKnown") : t("health.sound")}>
          {known.repositories === 0 ? t("health.nothingKnownText") : isAllKnown ? t("health.soundText") : t("health.soundPartly")}
        </EmptyState>
      )}
      {kinds.map((kind) => (
        <KindSection key={kind} connection={connection} kind={kind} findings={health.findings} counts={counts} />
      ))}
      {known.tellsPulls ? (
        <div className={styles["span"]}>
          <Select<string>
            label={t("health.unpulledFor")}
            value={String(days)}
            onChange={(chosen) => onDaysChange(Number(chosen))}
            choices={dayChoices.map((count) => ({ value: String(count), label: t("health.days", { count }) }))}
          />
        </div>
      ) : known.images > 0 ? (
        <p className={styles["help"]}>{t("health.pullsUntold")}</p>
      ) : null}
    </div>
  );
}

interface KindSectionProps {
  connection: string;
  kind: Kind;
  findings: readonly HealthFinding[];
  counts: HealthCounts;
}

function KindSection({ connection, kind, findings, counts }: KindSectionProps): ReactNode {
  const { t, format } = useMessages();
  const own = findings.filter((each) => each.type === kind);
  if (own.length === 0) return null;
  const [title, text] = words[kind];
  const groups = groupsOf(own);
  const beyond = counts[kind] - own.length;
  return (
    <section aria-label={t(title)} className={styles["kind"]}>
      <h2>
        {t(title)} <span className={styles["count"]}>{format.number(counts[kind])}</span>
      </h2>
      <p className={styles["help"]}>{t(text)}</p>
      <Capped items={groups} room={20}>
        {(shown) => (
          <table className={table["table"]} aria-label={t(title)}>
            <thead>
              <tr>
                <th scope="col">{t("health.repository")}</th>
                <th scope="col">{t("health.what")}</th>
                <th scope="col" aria-label={t("health.whatToDo")} />
              </tr>
            </thead>
            <tbody>
              {shown.map((group) => (
                <GroupRow key={group.repository} connection={connection} group={group} />
              ))}
            </tbody>
          </table>
        )}
      </Capped>
      {beyond > 0 ? <p className={styles["help"]}>{t("health.more", { count: beyond })}</p> : null}
    </section>
  );
}

function GroupRow({ connection, group }: { connection: string; group: Group }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const open = useOpen();
  const changes = useChanges();
  const known = useConnection(connection);
  const change = changeFor(group);
  const frozen = known?.readOnly ? t("registry.readOnlyReason") : undefined;
  const cannot = whyNot(known?.capabilities.deleteDigest, messages);
  const count = group.findings.length;
  return (
    <tr>
      <td className={styles["repository"]}>
        {group.hasPage ? (
          <button type="button" className={table["link"]} onClick={() => open(addresses.repository(connection, group.repository))}>
            <RepositoryName name={group.repository} />
          </button>
        ) : (
          <RepositoryName name={group.repository} />
        )}
      </td>
      <td>
        <Capped items={group.findings} room={5}>
          {(shown) => (
            <ul className={styles["findings"]}>
              {shown.map((finding) => (
                <li key={keyOf(finding)}>
                  <FindingLine connection={connection} finding={finding} />
                </li>
              ))}
            </ul>
          )}
        </Capped>
      </td>
      <td className={styles["act"]}>
        {change && (
          <Button onPress={() => changes.propose(connection, change)} disabledReason={frozen ?? cannot}>
            {change.type === "removeTags" ? t("health.removeTags", { count }) : t("health.deleteImages", { count })}
          </Button>
        )}
      </td>
    </tr>
  );
}

function keyOf(finding: HealthFinding): string {
  switch (finding.type) {
    case "contentGone":
      return finding.tag;
    case "noTags":
      return finding.repository;
    case "nearLimit":
      return finding.about;
    default:
      return finding.digest;
  }
}

function FindingLine({ connection, finding }: { connection: string; finding: HealthFinding }): ReactNode {
  const { t, format } = useMessages();
  const open = useOpen();
  const image = (repository: string, digest: string, tags: readonly string[]): ReactNode => (
    <button type="button" className={table["link"]} onClick={() => open(addresses.image(connection, repository, digest))}>
      {tags.length === 0 ? <DigestLabel digest={digest} brief /> : visibleText(format.list(tags.slice(0, 3)))}
    </button>
  );
  switch (finding.type) {
    case "contentGone":
      return (
        <>
          <bdi>{visibleText(finding.tag)}</bdi> <DigestLabel digest={finding.digest} brief />
        </>
      );
    case "brokenIndex":
      return (
        <>
          {image(finding.repository, finding.digest, finding.tags)} <span className={styles["help"]}>{t("health.missing", { count: finding.missing.length })}</span>
        </>
      );
    case "danglingReferrer": {
      const digest = finding.subject.replace(/^sha256:/u, "").slice(0, 8);
      return (
        <>
          {image(finding.repository, finding.digest, [])}{" "}
          <span className={styles["help"]} title={finding.subject}>
            {t(finding.certain ? "health.subject" : "health.subjectUnseen", { digest })}
          </span>
        </>
      );
    }
    case "unpulled":
      return (
        <>
          {image(finding.repository, finding.digest, finding.tags)}{" "}
          <span className={styles["help"]} title={format.exact(finding.since)}>
            {t(finding.never ? "health.neverPulled" : "health.lastPulled", { when: format.relative(finding.since) })}
          </span>
        </>
      );
    case "noTags":
      return (
        <span className={styles["help"]}>
          {finding.images === null || finding.images === 0 ? t("health.noTagNoImage") : t("health.untagged", { count: finding.images })}
        </span>
      );
    case "nearLimit":
      return <span>{t(limitWords[finding.limit], { used: finding.used, most: finding.most })}</span>;
  }
}
