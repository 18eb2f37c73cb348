// When Portolan's rules have their turn by themselves, and what came of the last one.
import { useState } from "react";
import type { ReactNode } from "react";
import type { KeptRetention, RetentionSchedule } from "~/bridge/generated/contract";
import { Select } from "~/kit/Select";
import { Switch } from "~/kit/Switch";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import { sayRetentionRun } from "~/parts/retention_words";
import styles from "../amazon/amazon.module.css";
import { minuteOf, timeOf } from "./retention_rules";

export interface RetentionSchedulingProps {
  schedule: RetentionSchedule | null;
  onChange: (schedule: RetentionSchedule | null) => void;
  kept: KeptRetention;
}

export function RetentionScheduling({ schedule, onChange, kept }: RetentionSchedulingProps): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const rhythm = schedule?.rhythm;
  const [typed, setTyped] = useState(rhythm?.type === "daily" ? timeOf(rhythm.minute) : "03:30");
  const carryOut = schedule?.carryOut ?? false;
  const choose = (next: "never" | "hours" | "daily"): void => {
    if (next === "never") onChange(null);
    else if (next === "hours") onChange({ carryOut, rhythm: { type: "hours", hours: 6 } });
    else onChange({ carryOut, rhythm: { type: "daily", minute: minuteOf(typed) ?? 210 } });
  };
  return (
    <section aria-label={t("retention.schedule")} className={styles["section"]}>
      <h2>{t("retention.schedule")}</h2>
      <p className={styles["help"]}>{t("retention.scheduleHelp")}</p>
      <div className={styles["ruleRow"]}>
        <Select
          label={t("retention.rhythm")}
          value={rhythm?.type ?? "never"}
          onChange={choose}
          choices={[
            { value: "never", label: t("retention.never") },
            { value: "hours", label: t("retention.everyHours") },
            { value: "daily", label: t("retention.daily") },
          ]}
        />
        {rhythm?.type === "hours" && (
          <div className={styles["priority"]}>
            <TextField
              label={t("retention.hours")}
              kind="number"
              value={String(rhythm.hours)}
              onChange={(text) => onChange({ carryOut, rhythm: { type: "hours", hours: Math.min(744, Math.max(1, Number(/\d+/.exec(text)?.[0] ?? 1))) } })}
            />
          </div>
        )}
        {rhythm?.type === "daily" && (
          <div className={styles["priority"]}>
            <TextField
              label={t("retention.time")}
              value={typed}
              onChange={(text) => {
                setTyped(text);
                const minute = minuteOf(text);
                if (minute !== undefined) onChange({ carryOut, rhythm: { type: "daily", minute } });
              }}
              error={minuteOf(typed) === undefined ? t("retention.timeWrong") : undefined}
            />
          </div>
        )}
      </div>
      {schedule && (
        <>
          <div className={styles["switched"]}>
            <Switch label={t("retention.carryOut")} isOn={schedule.carryOut} onChange={(on) => onChange({ ...schedule, carryOut: on })} />
            <span aria-hidden>{t("retention.carryOut")}</span>
          </div>
          <p className={styles["help"]}>{t("retention.carryOutHelp")}</p>
        </>
      )}
      {kept.next !== null && <p className={styles["help"]}>{t("retention.next", { when: format.exact(kept.next) })}</p>}
      {kept.last !== null && (
        <p className={styles["help"]}>{t("retention.last", { when: format.exact(kept.last.at), what: sayRetentionRun(kept.last, messages) })}</p>
      )}
    </section>
  );
}
