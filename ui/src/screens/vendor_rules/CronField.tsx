// When Harbor does something by itself: never, by one of the usual schedules, or by one’s own.
import type { ReactNode } from "react";
import { TextField } from "~/kit/TextField";
import { Select } from "~/kit/Select";
import { useMessages } from "~/messages/Messages";
import { usualSchedules } from "./rule_words";
import styles from "./vendor_rules.module.css";

const own = "own";

export interface CronFieldProps {
  cron: string | null;
  onChange: (cron: string | null) => void;
  /** There must be one. */
  isNeeded?: boolean;
}

export function CronField({ cron, onChange, isNeeded = false }: CronFieldProps): ReactNode {
  const { t } = useMessages();
  const text = cron ?? "";
  const usual = Object.entries(usualSchedules).map(([value, label]) => ({ value, label: t(label) }));
  const never = { value: "", label: t("vendorRules.byHand") };
  const isUsual = text === "" || Object.hasOwn(usualSchedules, text);
  return (
    <div className={styles["sides"]}>
      <Select
        label={t("vendorRules.schedule")}
        value={isUsual ? text : own}
        onChange={(value) => onChange(value === own ? "0 30 2 * * *" : value === "" ? null : value)}
        choices={[...(isNeeded ? [] : [never]), ...usual, { value: own, label: t("vendorRules.ownSchedule") }]}
      />
      {isUsual ? null : <TextField label={t("vendorRules.cron")} description={t("vendorRules.cronHelp")} value={text} onChange={onChange} mono />}
    </div>
  );
}
