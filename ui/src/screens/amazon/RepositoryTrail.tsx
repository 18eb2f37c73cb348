// What CloudTrail remembers of a repository or an image: who pulled, pushed, moved or deleted which tag, and when.
import { Bot, CircleHelp, Cloud, Server, User, UserRound } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AmazonEvent, AmazonEvents, RepositoryAt, TrailDeed, TrailPrincipal, TrailPrincipalKind } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Icon } from "~/kit/Icon";
import { Notice, Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { DigestLabel } from "~/parts/DigestLabel";
import { FailureNotice } from "~/parts/FailureNotice";
import { Age } from "~/parts/Known";
import { RegistryText } from "~/parts/RegistryText";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import { trailKinds, trailRows } from "./trail_rows";
import type { TrailKind, TrailRow } from "./trail_rows";
import shared from "./amazon.module.css";
import styles from "./RepositoryTrail.module.css";

const kindNames = {
  deeds: "trail.deeds",
  pulls: "trail.pulls",
  pushes: "trail.pushes",
  deletions: "trail.deletions",
  archive: "trail.archive",
  scans: "trail.scans",
  settings: "trail.settings",
  all: "trail.all",
} as const satisfies Record<TrailKind, PlainKey>;

const deedNames = {
  pulled: "trail.pulled",
  fetchedLayer: "trail.fetchedLayer",
  pushed: "trail.pushed",
  sentLayer: "trail.sentLayer",
  deleted: "trail.deleted",
  expired: "trail.expired",
  moved: "trail.stored",
  copied: "trail.copied",
  scanned: "trail.scanned",
  createdRepository: "trail.createdRepository",
  deletedRepository: "trail.deletedRepository",
  set: "trail.set",
  looked: "trail.looked",
  other: "trail.other",
} as const satisfies Record<TrailDeed, PlainKey>;

const principalIcons: Readonly<Record<TrailPrincipalKind, LucideIcon>> = {
  user: User,
  role: UserRound,
  root: User,
  service: Bot,
  account: Cloud,
  federated: UserRound,
  other: CircleHelp,
};

const principalNames = {
  user: "trail.byUser",
  role: "trail.byRole",
  root: "trail.byRoot",
  service: "trail.byService",
  account: "trail.byAccount",
  federated: "trail.byFederated",
  other: "trail.byOther",
} as const satisfies Record<TrailPrincipalKind, PlainKey>;

export function RepositoryTrail({ at }: { at: RepositoryAt }): ReactNode {
  const { t } = useMessages();
  const [digest, setDigest] = useAddressState("image");
  const request = { ...at, digest: digest === "" ? null : digest };
  const first = useAsk("list_amazon_events", { ...request, cursor: null });
  if (first.error) return <FailureNotice failure={first.error.failure} connection={at.connection} onRetry={() => void first.refetch()} />;
  return (
    <div className={shared["page"]}>
      <p className={shared["help"]}>{t("trail.about")}</p>
      {digest === "" ? null : (
        <Notice actions={[{ label: t("trail.ofAll"), run: () => setDigest("") }]}>{t("trail.ofImage", { digest: shortenDigest(digest) })}</Notice>
      )}
      {first.data ? (
        <Events key={`${digest} ${String(first.dataUpdatedAt)}`} request={request} first={first.data} onRefresh={() => void first.refetch()} isRefreshing={first.isFetching} />
      ) : (
        <Skeleton lines={8} label={t("trail.loading")} />
      )}
    </div>
  );
}

interface EventsProps {
  request: RepositoryAt & { digest: string | null };
  first: AmazonEvents;
  onRefresh: () => void;
  isRefreshing: boolean;
}

function Events({ request, first, onRefresh, isRefreshing }: EventsProps): ReactNode {
  const { t, format } = useMessages();
  const more = useAct("list_amazon_events");
  const [earlier, setEarlier] = useState<readonly AmazonEvents[]>([]);
  const [kind, setKind] = useState<TrailKind>("deeds");
  const [who, setWho] = useState("");
  const pages = [first, ...earlier];
  const last = pages.at(-1) ?? first;
  const events = pages.flatMap((page) => page.events);
  const rows = trailRows(events, kind, who);
  const reached = pages.findLast((page) => page.reached !== null)?.reached ?? null;
  const goOn = (): void => more.mutate({ ...request, cursor: last.next }, { onSuccess: (page) => setEarlier((before) => [...before, page]) });
  return (
    <>
      <div role="search" className={styles["filters"]}>
        <Select label={t("trail.kind")} value={kind} onChange={setKind} choices={trailKinds.map((value) => ({ value, label: t(kindNames[value]) }))} />
        <div className={styles["who"]}>
          <TextField label={t("trail.who")} kind="search" value={who} onChange={setWho} placeholder={t("trail.whoHelp")} />
        </div>
        <Button onPress={onRefresh} isPending={isRefreshing}>
          {t("trail.refresh")}
        </Button>
      </div>
      <p role="status" className={shared["help"]}>
        {events.length === 0 ? t("trail.none") : rows.length === 0 ? t("trail.noMatch") : t("trail.count", { count: rows.reduce((sum, row) => sum + row.times, 0) })}
        {reached === null ? "" : ` ${last.next === null ? t("trail.reachedEnd", { when: format.day(reached) }) : t("trail.reached", { when: format.day(reached) })}`}
      </p>
      {rows.length > 0 && (
        <div className={styles["frame"]}>
          <table className={shared["table"]} aria-label={t("trail.title")}>
            <thead>
              <tr>
                <th scope="col">{t("trail.when")}</th>
                <th scope="col">{t("trail.what")}</th>
                <th scope="col">{t("trail.images")}</th>
                <th scope="col">{t("trail.by")}</th>
                <th scope="col">{t("trail.from")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.event.id} row={row} at={request} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more.error ? <FailureNotice failure={more.error.failure} connection={request.connection} onRetry={goOn} /> : null}
      {last.next === null ? null : (
        <div>
          <Button onPress={goOn} isPending={more.isPending}>
            {t("trail.more")}
          </Button>
        </div>
      )}
    </>
  );
}

function Row({ row, at }: { row: TrailRow; at: RepositoryAt }): ReactNode {
  const { t, format } = useMessages();
  const { event, movedFrom, times, since } = row;
  return (
    <tr>
      <td className={styles["when"]}>
        <Age time={event.at} />
        {times > 1 && (
          <span className={styles["times"]} title={since === null ? undefined : t("trail.since", { when: format.exact(since) })}>
            {t("trail.times", { times: format.number(times) })}
          </span>
        )}
      </td>
      <td>
        <span className={event.error ? styles["failed"] : undefined} title={event.name}>
          {movedFrom === null ? t(deedNames[event.deed]) : t("trail.movedTag")}
        </span>
        {["set", "looked", "other"].includes(event.deed) && <code className={styles["name"]}>{visibleText(event.name)}</code>}
        {event.error && (
          <span className={styles["error"]} title={event.error.said === null ? undefined : visibleText(event.error.said)}>
            {t("trail.failed", { code: visibleText(event.error.code) })}
          </span>
        )}
      </td>
      <td>
        <Images event={event} at={at} />
        {movedFrom === null ? null : <span className={styles["aside"]}>{t("trail.movedFrom", { digest: shortenDigest(movedFrom) })}</span>}
      </td>
      <td>
        {event.principal ? <Who principal={event.principal} /> : null}
        {event.own && (
          <span className={styles["aside"]} title={t("ownDeeds.explained")}>
            {t("ownDeeds.mark")}
          </span>
        )}
      </td>
      <td className={styles["source"]} title={event.userAgent === null ? undefined : visibleText(event.userAgent)}>
        {event.source === null ? null : <RegistryText text={event.source} />}
      </td>
    </tr>
  );
}

/** Images that a row names. */
const room = 4;

function Images({ event, at }: { event: AmazonEvent; at: RepositoryAt }): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  return (
    <span className={styles["images"]}>
      {event.images.slice(0, room).map(({ tag, digest }) => (
        <button key={`${tag ?? ""}@${digest ?? ""}`} type="button" className={styles["image"]} onClick={() => open(addresses.image(at.connection, at.repository, digest ?? tag ?? ""))}>
          {tag === null ? null : <RegistryText text={tag} />}
          {digest === null ? null : <DigestLabel digest={digest} brief />}
        </button>
      ))}
      {event.images.length > room && <span className={styles["aside"]}>{t("trail.moreImages", { count: event.images.length - room })}</span>}
    </span>
  );
}

function Who({ principal }: { principal: TrailPrincipal }): ReactNode {
  const { t } = useMessages();
  return (
    <span className={styles["principal"]} title={principal.arn === null ? undefined : visibleText(principal.arn)}>
      <Icon icon={principalIcons[principal.kind]} size={13} label={t(principalNames[principal.kind])} />
      <span>
        <RegistryText text={principal.name} />
        {principal.instance !== null ? (
          <span className={styles["aside"]}>
            <Icon icon={Server} size={12} /> {t("trail.instance", { id: visibleText(principal.instance) })}
          </span>
        ) : principal.session !== null ? (
          <span className={styles["aside"]}>
            <RegistryText text={principal.session} />
          </span>
        ) : null}
        {principal.by === null ? null : <span className={styles["aside"]}>{t("trail.through", { service: visibleText(principal.by) })}</span>}
      </span>
    </span>
  );
}
