// Where a tag points and pointed: what changed since, who moved it where that is told, and the way back.
import { Bell, BellOff, BellPlus, RotateCcw, UserSearch } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AmazonEvent, Connection, TagMove } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { DigestLabel } from "~/parts/DigestLabel";
import { FailureNotice } from "~/parts/FailureNotice";
import { Age, Unknown } from "~/parts/Known";
import table from "~/parts/Table.module.css";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useChanges } from "../changes/changes";
import { ImageDifference } from "./ImageDifference";
import { moverOf } from "./tag_mover";
import styles from "./TagMoves.module.css";

export interface TagMovesProps {
  connection: Connection | undefined;
  connectionId: string;
  repository: string;
  tag: string;
}

export function TagMoves({ connection, connectionId, repository, tag }: TagMovesProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const changes = useChanges();
  const at = { connection: connectionId, repository, tag };
  const asked = useAsk("read_tag_history", at, { always: true });
  const watch = useAct("set_watch");
  const watches = useAsk("list_watches", {});
  const isListWatched = watches.data?.watches.some((known) => known.watch.tag === null && known.watch.connection === connectionId && known.watch.repository === repository) ?? false;
  const [compared, setCompared] = useState<string>();
  const tellsWho = connection?.kind === "ecr";
  const [asksWho, setAsksWho] = useState(false);
  const trail = useAsk("list_amazon_events", { connection: connectionId, repository, digest: null, cursor: null }, { enabled: tellsWho && asksWho });
  const events = tellsWho && asksWho ? trail.data?.events : undefined;
  if (asked.error) return <FailureNotice failure={asked.error.failure} connection={connectionId} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton label={t("common.loading")} lines={4} />;
  const { moves, watched } = asked.data;
  const current = moves.find((move) => move.seenUntil === null);
  const frozen = connection?.readOnly ? t("repository.readOnly") : undefined;
  const putBack = (digest: string): void =>
    changes.propose(connectionId, current ? { type: "moveTag", repository, tag, digest } : { type: "addTag", repository, digest, tag });
  return (
    <section className={styles["moves"]} aria-label={t("history.current")}>
      <div className={styles["buttons"]}>
        <Button
          icon={watched ? BellOff : Bell}
          isPending={watch.isPending}
          onPress={() => watch.mutate({ watch: at, on: !watched })}
        >
          {t(watched ? "history.unwatch" : "history.watch")}
        </Button>
        <Button
          icon={isListWatched ? BellOff : BellPlus}
          isPending={watch.isPending}
          onPress={() => watch.mutate({ watch: { ...at, tag: null }, on: !isListWatched })}
        >
          {t(isListWatched ? "history.unwatchTags" : "history.watchTags")}
        </Button>
        {tellsWho ? (
          <>
            <Button icon={UserSearch} isPending={asksWho && !trail.data && !trail.error} disabledReason={asksWho && trail.data ? t("history.whoShown") : undefined} onPress={() => setAsksWho(true)}>
              {t("history.whoDid")}
            </Button>
            <Button tone="quiet" onPress={() => open(addresses.repositoryTrail(connectionId, repository, current?.digest))}>
              {t("history.trail")}
            </Button>
          </>
        ) : null}
      </div>
      {watch.error ? <FailureNotice failure={watch.error.failure} connection={connectionId} /> : null}
      {moves.length === 0 ? (
        <p className={styles["help"]}>{t("history.noMoves")}</p>
      ) : (
        <>
          <p className={styles["help"]}>
            {t("history.movesText")} {t(tellsWho ? "history.whoTold" : "history.whoUntold")}
          </p>
          {asksWho && trail.error ? <FailureNotice failure={trail.error.failure} connection={connectionId} onRetry={() => void trail.refetch()} /> : null}
          <div className={styles["tableFrame"]}>
            <table className={table["table"]} aria-label={t("history.list", { tag: visibleText(tag) })}>
              <thead>
                <tr>
                  <th scope="col">{t("history.digest")}</th>
                  <th scope="col">{t("history.from")}</th>
                  <th scope="col">{t("history.until")}</th>
                  {events ? <th scope="col">{t("history.who")}</th> : null}
                  <th scope="col">{t("history.actions")}</th>
                </tr>
              </thead>
              <tbody>
                {moves.map((move) => (
                  <MoveRow
                    key={`${move.digest} ${String(move.seenFrom)}`}
                    move={move}
                    tag={tag}
                    events={events}
                    isHere={move.digest === current?.digest}
                    frozen={frozen}
                    isCompared={compared === move.digest}
                    onOpen={() => open(addresses.image(connectionId, repository, move.digest))}
                    onPutBack={() => putBack(move.digest)}
                    onCompare={() => setCompared(compared === move.digest ? undefined : move.digest)}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {compared !== undefined && current ? <ImageDifference connection={connectionId} repository={repository} before={compared} now={current.digest} /> : null}
    </section>
  );
}

interface MoveRowProps {
  move: TagMove;
  tag: string;
  /** What the registry remembers, once it was asked. */
  events: readonly AmazonEvent[] | undefined;
  /** Whether the tag is there now. */
  isHere: boolean;
  frozen: string | undefined;
  isCompared: boolean;
  onOpen: () => void;
  onPutBack: () => void;
  onCompare: () => void;
}

function MoveRow(props: MoveRowProps): ReactNode {
  const { move, tag, events, isHere, onOpen } = props;
  const { t, format } = useMessages();
  return (
    <tr>
      <td>
        <button type="button" className={table["link"]} onClick={onOpen}>
          <DigestLabel digest={move.digest} brief />
        </button>
      </td>
      <td>
        <Age time={move.seenFrom} />
      </td>
      <td>
        {move.seenUntil === null ? t("history.now") : move.removed ? t("history.removed", { time: format.relative(move.seenUntil) }) : <Age time={move.seenUntil} />}
      </td>
      {events ? (
        <td>
          <Mover event={moverOf(events, tag, move)} />
        </td>
      ) : null}
      <td>
        {!isHere && <MoveButtons {...props} />}
      </td>
    </tr>
  );
}

/** Who pushed it there, as the registry names them. */
function Mover({ event }: { event: AmazonEvent | undefined }): ReactNode {
  const { format } = useMessages();
  const principal = event?.principal;
  if (!principal) return <Unknown />;
  const session = principal.session === null ? "" : ` (${visibleText(principal.session)})`;
  const when = event.at === null ? "" : ` · ${format.exact(event.at)}`;
  return <span title={`${visibleText(principal.arn ?? principal.name)}${when}`}>{`${visibleText(principal.name)}${session}`}</span>;
}

function MoveButtons({ move, tag, frozen, isCompared, onPutBack, onCompare }: MoveRowProps): ReactNode {
  const { t } = useMessages();
  const short = shortenDigest(move.digest);
  return (
    <span className={styles["buttons"]}>
      <Button tone="quiet" icon={RotateCcw} label={t("history.putBackOf", { tag: visibleText(tag), digest: short })} disabledReason={frozen} onPress={onPutBack}>
        {t("history.putBack")}
      </Button>
      <Button tone={isCompared ? "plain" : "quiet"} label={t("history.compareOf", { digest: short })} onPress={onCompare}>
        {t("history.compare")}
      </Button>
    </span>
  );
}
