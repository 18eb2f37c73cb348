// Whether the program goes on behind when its window is closed, and whether rules have their turns by themselves.
import { useState } from "react";
import type { ReactNode } from "react";
import type { ChangeSettings, Settings } from "~/bridge/generated/contract";
import { useAct, useHost } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Select } from "~/kit/Select";
import { Switch } from "~/kit/Switch";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "./settings.module.css";

export interface TraySectionProps {
  settings: Settings;
  /** Keeps a change; `then` is told when it is kept. */
  onChange: (change: ChangeSettings, then?: () => void) => void;
}

export function TraySection({ settings, onChange }: TraySectionProps): ReactNode {
  const { t } = useMessages();
  const { showTray } = useHost();
  const run = useAct("run_due_rules");
  const [isMissing, setMissing] = useState(false);
  const keep = (isWanted: boolean): void => {
    if (!isWanted || !showTray) {
      setMissing(isWanted && !showTray);
      onChange({ keepInTray: isWanted && showTray !== undefined });
      return;
    }
    const words = { open: t("tray.open"), runDue: t("tray.runDue"), pause: t("tray.pause"), quit: t("tray.quit"), isPaused: settings.schedulesPaused };
    // Kept before the icon is there: what is chosen in its menu is a change of the same settings.
    onChange({ keepInTray: true }, () => {
      void showTray(words).then((isShown) => {
        setMissing(!isShown);
        if (!isShown) onChange({ keepInTray: false });
      });
    });
  };
  return (
    <section aria-label={t("tray.title")} className={styles["section"]}>
      <h2>{t("tray.title")}</h2>
      <div className={styles["row"]}>
        <Switch label={t("tray.keep")} isOn={settings.keepInTray} onChange={keep} />
        <span>{t("tray.keep")}</span>
      </div>
      <p className={styles["note"]}>{t("tray.keepHelp")}</p>
      {isMissing ? (
        <p role="status" className={styles["note"]}>
          {t("tray.none")}
        </p>
      ) : null}
      <div className={styles["row"]}>
        <Switch label={t("tray.pause")} isOn={settings.schedulesPaused} onChange={(schedulesPaused) => onChange({ schedulesPaused })} />
        <span>{t("tray.pause")}</span>
      </div>
      <p className={styles["note"]}>{t("tray.pauseHelp")}</p>
      <Select
        label={t("replication.follow")}
        value={String(settings.followMinutes)}
        onChange={(minutes) => onChange({ followMinutes: Number(minutes) })}
        description={t("replication.followHelp")}
        choices={[...new Set([0, 5, 15, 60, 360, settings.followMinutes])].map((minutes) => ({
          value: String(minutes),
          label: minutes === 0 ? t("replication.followNever") : t("replication.followEvery", { minutes }),
        }))}
      />
      <div>
        <Button isPending={run.isPending} onPress={() => run.mutate({})}>
          {t("tray.runDue")}
        </Button>
      </div>
      {run.data ? (
        <p role="status" className={styles["note"]}>
          {t("tray.ran", { count: run.data.turns })}
        </p>
      ) : null}
      {run.error ? <FailureNotice failure={run.error.failure} /> : null}
    </section>
  );
}
