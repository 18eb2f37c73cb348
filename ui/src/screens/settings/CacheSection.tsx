// What is kept of what was seen: how much, for whom, how long undo is possible.
import type { ReactNode } from "react";
import type { CacheUsage } from "~/bridge/generated/contract";
import { useAct, useAsk, useEveryConnection } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { ProgressBar } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import type { SectionProps } from "./SettingsScreen";
import styles from "./settings.module.css";

const gigabyte = 1_000_000_000;
const limits = [gigabyte / 4, gigabyte / 2, gigabyte, 2 * gigabyte, 5 * gigabyte, 10 * gigabyte, 50 * gigabyte];
const undoDays = [1, 3, 7, 14, 30, 60, 90];

/** The offered values with the one in use, which may be another. */
function withCurrent(offered: readonly number[], current: number): number[] {
  return [...new Set([...offered, current])].sort((one, other) => one - other);
}

export function CacheSection({ settings, onChange }: SectionProps): ReactNode {
  const { t, format } = useMessages();
  const usage = useAsk("measure_cache", {}, { always: true });
  return (
    <section aria-label={t("settings.keeping")} className={styles["section"]}>
      <h2>{t("settings.keeping")}</h2>
      <Select
        label={t("settings.undo")}
        description={t("settings.undoHelp")}
        value={String(settings.undoDays)}
        onChange={(days) => onChange({ undoDays: Number(days) })}
        choices={withCurrent(undoDays, settings.undoDays).map((days) => ({
          value: String(days),
          label: t("common.days", { count: days }),
        }))}
      />
      <Select
        label={t("settings.cacheLimit")}
        description={t("settings.cacheHelp")}
        value={String(settings.cacheLimit)}
        onChange={(limit) => onChange({ cacheLimit: Number(limit) })}
        choices={withCurrent(limits, settings.cacheLimit).map((bytes) => ({
          value: String(bytes),
          label: format.bytes(bytes),
        }))}
      />
      {usage.error ? <FailureNotice failure={usage.error.failure} onRetry={() => void usage.refetch()} /> : null}
      {usage.data ? <Usage usage={usage.data} onEmptied={() => void usage.refetch()} /> : null}
    </section>
  );
}

function Usage({ usage, onEmptied }: { usage: CacheUsage; onEmptied: () => void }): ReactNode {
  const { t, format } = useMessages();
  const toasts = useToasts();
  const connections = useEveryConnection();
  const clear = useAct("clear_cache");
  const used = t("settings.cacheUsed", { used: format.bytes(usage.bytes), limit: format.bytes(usage.limit) });
  const empty = (connection: string | null): void => {
    clear.mutate(
      { connection },
      {
        onSuccess: () => {
          onEmptied();
          if (connection === null) toasts.show({ title: t("settings.cacheEmptied") });
        },
      },
    );
  };
  return (
    <div className={styles["usage"]}>
      <p>{used}</p>
      <ProgressBar label={used} fraction={usage.limit === 0 ? 0 : usage.bytes / usage.limit} />
      <ul aria-label={t("settings.cacheList")} className={styles["list"]}>
        {usage.connections.map(({ connection, bytes }) => {
          const name = visibleText(connections.find((each) => each.id === connection)?.name ?? connection);
          return (
            <li key={connection} className={styles["item"]}>
              <span className={styles["grow"]}>{name}</span>
              <span className={styles["figure"]}>{format.bytes(bytes)}</span>
              <Button
                tone="quiet"
                label={`${t("settings.cacheEmpty")}: ${name}`}
                onPress={() => empty(connection)}
                isPending={clear.isPending && clear.variables.connection === connection}
              >
                {t("settings.cacheEmpty")}
              </Button>
            </li>
          );
        })}
      </ul>
      {clear.error ? <FailureNotice failure={clear.error.failure} /> : null}
      <div>
        <Button onPress={() => empty(null)} isPending={clear.isPending && clear.variables.connection === null}>
          {t("settings.cacheEmptyAll")}
        </Button>
      </div>
    </div>
  );
}
