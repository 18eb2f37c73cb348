// Draws figures that may be unknown: a dash with a name for what nobody has told us, and never a zero.

import type { ReactNode } from "react";
import { useMessages } from "~/messages/Messages";
import styles from "./Known.module.css";

/** A dash that a screen reader reads as "not known". */
export function Unknown(): ReactNode {
  const { t } = useMessages();
  return (
    <span className={styles["unknown"]} role="img" aria-label={t("common.unknown")} title={t("common.unknown")}>
      —
    </span>
  );
}

/** Bytes, where known; the exact number on hover. */
export function Bytes({ value }: { value: number | null }): ReactNode {
  const { format, t } = useMessages();
  if (value === null) return <Unknown />;
  return <span title={t("repository.exactBytes", { bytes: value })}>{format.bytes(value)}</span>;
}

/** How long ago, where known; the exact time on hover. */
export function Age({ time }: { time: number | null }): ReactNode {
  const { format } = useMessages();
  if (time === null) return <Unknown />;
  return (
    <time dateTime={isoTime(time)} title={format.exact(time)}>
      {format.relative(time)}
    </time>
  );
}

/** A day to come or past, where "in 2 weeks" would be too rough; the exact time on hover. */
export function Day({ time }: { time: number }): ReactNode {
  const { format } = useMessages();
  return (
    <time dateTime={isoTime(time)} title={format.exact(time)}>
      {format.day(time)}
    </time>
  );
}

function isoTime(time: number): string | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
