// Everything that is watched, when it was looked at, and ending it.
import { BellOff, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import type { KnownWatch } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Skeleton } from "~/kit/Notice";
import { Switch } from "~/kit/Switch";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import table from "~/parts/Table.module.css";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./ActivityScreen.module.css";

const nameOf = ({ watch: { repository, tag } }: KnownWatch): string => visibleText(tag === null ? repository : `${repository}:${tag}`);

export function WatchesDialog({ onClose }: { onClose: () => void }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const open = useOpen();
  const asked = useAsk("list_watches", {}, { always: true });
  const set = useAct("set_watch");
  const bookmarks = useAct("watch_bookmarks");
  const look = useAct("look_at_watches");
  const failure = set.error?.failure ?? bookmarks.error?.failure ?? look.error?.failure ?? asked.error?.failure;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={t("history.watches")}
      actions={
        <>
          <Button icon={RefreshCw} isPending={look.isPending} onPress={() => look.mutate({})}>
            {t("history.lookNow")}
          </Button>
          <Button onPress={onClose}>{t("common.close")}</Button>
        </>
      }
    >
      <div className={styles["watches"]}>
        <p>{t("history.watchesText")}</p>
        {failure ? <FailureNotice failure={failure} /> : null}
        {asked.data ? (
          <>
            <div className={styles["switch"]}>
              <Switch label={t("history.watchBookmarks")} isOn={asked.data.bookmarks} onChange={(on) => bookmarks.mutate({ on })} />
              <span aria-hidden="true">{t("history.watchBookmarks")}</span>
            </div>
            {asked.data.watches.length === 0 ? (
              <p>{t("history.noWatches")}</p>
            ) : (
              <table className={table["table"]} aria-label={t("history.watched")}>
                <tbody>
                  {asked.data.watches.map((known) => (
                    <tr key={`${known.watch.connection} ${nameOf(known)}`}>
                      <th scope="row">
                        <button
                          type="button"
                          className={table["link"]}
                          onClick={() => {
                            const { connection, repository, tag } = known.watch;
                            onClose();
                            open(tag === null ? addresses.repository(connection, repository) : `${addresses.image(connection, repository, tag)}?view=moves`);
                          }}
                        >
                          {nameOf(known)}
                        </button>
                        {known.watch.tag === null ? ` · ${t("history.newTags")}` : null}
                      </th>
                      <td>{known.connectionName === null ? t("history.connectionGone") : visibleText(known.connectionName)}</td>
                      <td>{sayLook(known, messages)}</td>
                      <td>
                        <StopButton name={nameOf(known)} onPress={() => set.mutate({ watch: known.watch, on: false })} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </>
        ) : asked.error ? null : (
          <Skeleton label={t("common.loading")} />
        )}
      </div>
    </Dialog>
  );
}

function sayLook({ lookedAt, problem }: KnownWatch, { t, format }: Messages): string {
  if (problem !== null) return t("history.couldNot", { said: visibleText(problem) });
  return lookedAt === null ? t("history.notLooked") : t("history.looked", { time: format.relative(lookedAt) });
}

function StopButton({ name, onPress }: { name: string; onPress: () => void }): ReactNode {
  const { t } = useMessages();
  return <IconButton icon={BellOff} label={t("history.stopOf", { name })} onPress={onPress} />;
}
