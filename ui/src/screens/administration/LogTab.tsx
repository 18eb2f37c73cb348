// A vendor’s own log: who did what to what, when and from where; earlier pages come as one scrolls to them.
import { Download, ScrollText } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { FindingsFormat, LogFilter, LogPage, LogRow, ScopeAt } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { MenuButton } from "~/kit/Menu";
import { EmptyState, Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { useFailureTeller } from "~/parts/failure_teller";
import { useRested } from "../amazon/use_rested";
import { LogRows } from "./LogRows";
import { MoreBelow } from "./MoreBelow";
import styles from "./administration.module.css";
import type { TabProps } from "./tabs";

const day = 86_400_000;

/** How far back is looked, in days; 0: as far as the vendor tells by itself. */
const periods = [0, 1, 7, 30, 90, 365];

export function LogTab({ at }: TabProps): ReactNode {
  const { t, format } = useMessages();
  const [actor, setActor] = useState("");
  const [deed, setDeed] = useState("");
  // The moment is fixed when it is chosen: one that moves would be another question each time it is drawn.
  const [period, setPeriod] = useState<{ days: number; since: number | null }>({ days: 0, since: null });
  const typed = useRested(JSON.stringify([actor.trim(), deed.trim()]));
  const filter = useMemo((): LogFilter => {
    const [by = "", of = ""] = JSON.parse(typed) as string[];
    return { actor: by === "" ? null : by, deed: of === "" ? null : of, since: period.since };
  }, [typed, period.since]);
  const first = useAsk("read_log", { at, filter, cursor: null }, { always: true });
  const reach = first.data?.reachesBackTo ?? null;
  const [words, setWords] = useState<readonly string[]>([]);
  const seen = first.data?.rows.map((row) => row.deed).filter((word) => word !== "" && !words.includes(word)) ?? [];
  if (seen.length > 0) setWords([...new Set([...words, ...seen])].sort());
  return (
    <>
      <div role="search" className={styles["filters"]}>
        <TextField label={t("administration.actor")} kind="search" value={actor} onChange={setActor} placeholder={t("administration.actorHelp")} />
        <TextField
          label={t("administration.deed")}
          kind="search"
          value={deed}
          onChange={setDeed}
          placeholder={t("administration.deedHelp")}
          offers={words.map((word) => ({ value: word, label: "" }))}
        />
        <Select
          label={t("administration.since")}
          value={String(period.days)}
          onChange={(value) => setPeriod({ days: Number(value), since: value === "0" ? null : Date.now() - Number(value) * day })}
          choices={periods.map((value) => ({ value: String(value), label: value === 0 ? t("administration.anyTime") : t("administration.lastDays", { days: value }) }))}
        />
        <SaveButton at={at} filter={filter} />
      </div>
      {first.error ? (
        <FailureNotice failure={first.error.failure} connection={at.connection} onRetry={() => void first.refetch()} />
      ) : first.data ? (
        <Pages key={`${JSON.stringify(filter)} ${String(first.dataUpdatedAt)}`} at={at} filter={filter} first={first.data} />
      ) : (
        <Skeleton lines={8} label={t("common.loading")} />
      )}
      {reach === null ? null : <p className={styles["help"]}>{t("administration.reachesBack", { when: format.day(reach) })}</p>}
    </>
  );
}

function Pages({ at, filter, first }: { at: ScopeAt; filter: LogFilter; first: LogPage }): ReactNode {
  const { t } = useMessages();
  const more = useAct("read_log");
  const [earlier, setEarlier] = useState<readonly LogPage[]>([]);
  const pages = [first, ...earlier];
  const rows: LogRow[] = pages.flatMap((page) => page.rows);
  const next = pages.at(-1)?.next ?? null;
  const goOn = (): void => {
    if (!more.isPending) more.mutate({ at, filter, cursor: next }, { onSuccess: (page) => setEarlier((before) => [...before, page]) });
  };
  const isFiltered = filter.actor !== null || filter.deed !== null || filter.since !== null;
  return (
    <>
      {rows.length > 0 ? (
        <LogRows at={at} rows={rows} />
      ) : next === null ? (
        <EmptyState icon={ScrollText} title={t(isFiltered ? "administration.logNoMatch" : "administration.logEmpty")} />
      ) : (
        <p role="status" className={styles["help"]}>
          {t("administration.logNotYet")}
        </p>
      )}
      {more.error ? <FailureNotice failure={more.error.failure} connection={at.connection} onRetry={goOn} /> : null}
      {next === null || more.error ? null : <MoreBelow key={next} isLooking={more.isPending} onMore={goOn} waits={rows.length === 0} />}
    </>
  );
}

function SaveButton({ at, filter }: { at: ScopeAt; filter: LogFilter }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const save = useAct("save_log", useFailureTeller());
  const keep = (format: FindingsFormat): void =>
    save.mutate({ at, filter, format }, { onSuccess: ({ path }) => toasts.show({ title: t("administration.logSaved"), detail: visibleText(path) }) });
  return (
    <MenuButton
      label={t("administration.saveLog")}
      icon={Download}
      words
      tone="plain"
      entries={[
        { id: "csv", label: t("history.saveCsv"), run: () => keep("csv") },
        { id: "json", label: t("history.saveJson"), run: () => keep("json") },
      ]}
    />
  );
}
