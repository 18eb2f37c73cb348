// How often a rule has its turn by itself.
import { useState } from "react";
import type { ReactNode } from "react";
import type { Rhythm } from "~/bridge/generated/contract";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import styles from "./replication.module.css";
import { minuteOf, timeOf } from "./rule_words";

export interface RhythmFieldsProps {
  rhythm: Rhythm | null;
  onChange: (rhythm: Rhythm | null) => void;
  error: string | undefined;
}

export function RhythmFields({ rhythm, onChange, error }: RhythmFieldsProps): ReactNode {
  const { t } = useMessages();
  const [time, setTime] = useState(rhythm?.type === "daily" ? timeOf(rhythm.minute) : "03:30");
  const choose = (next: "never" | "hours" | "daily"): void => {
    if (next === "never") onChange(null);
    else if (next === "hours") onChange({ type: "hours", hours: 6 });
    else onChange({ type: "daily", minute: minuteOf(time) ?? 210 });
  };
  return (
    <div className={styles["sides"]}>
      <Select
        label={t("replication.rhythm")}
        value={rhythm?.type ?? "never"}
        onChange={choose}
        description={rhythm === null ? undefined : t("replication.scheduleHelp")}
        choices={[
          { value: "never", label: t("replication.never") },
          { value: "hours", label: t("replication.hoursChoice") },
          { value: "daily", label: t("replication.dailyChoice") },
        ]}
      />
      {rhythm?.type === "hours" ? (
        <TextField
          label={t("replication.hours")}
          kind="number"
          value={String(rhythm.hours)}
          onChange={(text) => onChange({ type: "hours", hours: Math.min(9_999, Number(/\d+/.exec(text)?.[0] ?? 0)) })}
          error={error}
        />
      ) : null}
      {rhythm?.type === "daily" ? (
        <TextField
          label={t("replication.time")}
          value={time}
          onChange={(text) => {
            setTime(text);
            const minute = minuteOf(text);
            if (minute !== undefined) onChange({ type: "daily", minute });
          }}
          error={minuteOf(time) === undefined ? t("replication.timeWrong") : undefined}
        />
      ) : null}
    </div>
  );
}
