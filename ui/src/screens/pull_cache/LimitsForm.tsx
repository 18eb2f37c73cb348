// How much the cache keeps by itself, and for how long.
import type { ReactNode } from "react";
import type { PullLimits } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Select } from "~/kit/Select";
import { Switch } from "~/kit/Switch";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "./pull_cache.module.css";

const gigabyte = 1_000_000_000;
const sizes = [1, 5, 10, 20, 50, 100, 500].map((each) => each * gigabyte);
const ages = [7, 14, 30, 60, 90, 180];

const withCurrent = (offered: readonly number[], current: number | null): number[] =>
  [...new Set(current === null ? offered : [...offered, current])].sort((one, other) => one - other);

export function LimitsForm({ limits }: { limits: PullLimits }): ReactNode {
  const { t, format } = useMessages();
  const set = useAct("set_pull_limits");
  const shown = set.isPending ? set.variables : limits;
  const change = (part: Partial<PullLimits>): void => set.mutate({ ...limits, ...part });
  const read = (text: string): number | null => (text === "none" ? null : Number(text));
  const none = { value: "none", label: t("pullCache.unlimited") };
  return (
    <section className={styles["section"]} aria-label={t("pullCache.limits")}>
      <h2>{t("pullCache.limits")}</h2>
      <p className={styles["help"]}>{t("pullCache.limitsHelp")}</p>
      <div className={styles["buttons"]}>
        <Switch
          label={t("pullCache.limitsOn")}
          isOn={shown.on}
          onChange={(on) => change(on && shown.bytes === null && shown.days === null ? { on, bytes: 20 * gigabyte, days: 30 } : { on })}
        />
        <span aria-hidden="true">{t("pullCache.limitsOn")}</span>
      </div>
      {shown.on ? (
        <div className={styles["pair"]}>
          <Select
            label={t("pullCache.limitBytes")}
            value={String(shown.bytes ?? "none")}
            onChange={(text) => change({ bytes: read(text) })}
            choices={[...withCurrent(sizes, shown.bytes).map((size) => ({ value: String(size), label: format.bytes(size) })), none]}
          />
          <Select
            label={t("pullCache.limitDays")}
            value={String(shown.days ?? "none")}
            onChange={(text) => change({ days: read(text) })}
            choices={[...withCurrent(ages, shown.days).map((days) => ({ value: String(days), label: t("common.days", { count: days }) })), none]}
          />
        </div>
      ) : null}
      {set.error ? <FailureNotice failure={set.error.failure} /> : null}
    </section>
  );
}
