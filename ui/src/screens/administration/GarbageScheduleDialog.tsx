// When garbage is collected by itself: never, or as a cron expression of six fields says.
import { useState } from "react";
import type { ReactNode } from "react";
import type { GarbageSchedule } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox, RadioGroup } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "./administration.module.css";

const usual = { daily: "0 0 0 * * *", weekly: "0 0 0 * * 0" } as const;

type Rhythm = "never" | keyof typeof usual | "custom";

function rhythmOf(kept: GarbageSchedule | null): Rhythm {
  if (!kept) return "never";
  if (kept.cron === usual.daily) return "daily";
  return kept.cron === usual.weekly ? "weekly" : "custom";
}

export interface GarbageScheduleDialogProps {
  connection: string;
  kept: GarbageSchedule | null;
  onClose: () => void;
  onSet: () => void;
}

export function GarbageScheduleDialog({ connection, kept, onClose, onSet }: GarbageScheduleDialogProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const set = useAct("set_garbage_schedule");
  const [rhythm, setRhythm] = useState<Rhythm>(() => rhythmOf(kept));
  const [cron, setCron] = useState(kept?.cron ?? usual.daily);
  const [deletesUntagged, setDeletesUntagged] = useState(kept?.deletesUntagged ?? false);
  const after = rhythm === "never" ? null : { cron: rhythm === "custom" ? cron.trim() : usual[rhythm], deletesUntagged };
  const isOdd = after !== null && after.cron.split(/\s+/).length !== 6;
  const reason = isOdd ? t("garbage.cronOdd") : JSON.stringify(after) === JSON.stringify(kept) ? t("ecr.nothingChanged") : undefined;
  const save = (): void =>
    set.mutate(
      { connection, before: kept, after },
      {
        onSuccess: () => {
          toasts.show({ title: t("garbage.scheduleSet"), detail: t("robots.undoable") });
          onSet();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={t("garbage.scheduleTitle")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={save} isPending={set.isPending} disabledReason={reason}>
            {t("garbage.scheduleSave")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {set.error ? <FailureNotice failure={set.error.failure} connection={connection} /> : null}
        <RadioGroup
          label={t("garbage.rhythm")}
          value={rhythm}
          onChange={setRhythm}
          choices={[
            { value: "never", label: t("garbage.never") },
            { value: "daily", label: t("garbage.daily") },
            { value: "weekly", label: t("garbage.weekly") },
            { value: "custom", label: t("garbage.custom") },
          ]}
        />
        {rhythm === "custom" ? (
          <TextField label={t("garbage.cron")} description={t("garbage.cronHelp")} value={cron} onChange={setCron} mono error={isOdd ? t("garbage.cronOdd") : undefined} />
        ) : null}
        {rhythm === "never" ? null : (
          <Checkbox isSelected={deletesUntagged} onChange={setDeletesUntagged} description={t("garbage.untaggedHelp")}>
            {t("garbage.untagged")}
          </Checkbox>
        )}
      </div>
    </Dialog>
  );
}
