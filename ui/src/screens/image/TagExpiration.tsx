// When a tag goes by itself, where the registry has such a thing, and the dialog that changes it.
import { CalendarClock } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Day } from "~/parts/Known";
import { dayAfter, readDay } from "./days";
import styles from "./ImageScreen.module.css";

export interface TagExpirationProps {
  connection: Connection;
  repository: string;
  tag: string;
}

/** Draws nothing where the registry has no such thing. */
export function TagExpiration({ connection, repository, tag }: TagExpirationProps): ReactNode {
  const { t } = useMessages();
  const told = useAsk("read_tag_expiration", { connection: connection.id, repository, tag }, { always: true });
  const [isChanged, setChanged] = useState(false);
  if (!told.data?.offered) return null;
  const { at } = told.data;
  const close = (): void => {
    setChanged(false);
    void told.refetch();
  };
  return (
    <div className={styles["fact"]}>
      <dt>{t("imageSettings.expires")}</dt>
      <dd className={styles["withButton"]}>
        {at === null ? t("imageSettings.never") : <Day time={at} />}
        <Button
          tone="quiet"
          icon={CalendarClock}
          label={t("imageSettings.changeExpirationOf", { tag: visibleText(tag) })}
          disabledReason={connection.readOnly ? t("repository.readOnly") : undefined}
          onPress={() => setChanged(true)}
        >
          {t("imageSettings.changeExpiration")}
        </Button>
      </dd>
      {isChanged && <ExpirationDialog connection={connection} repository={repository} tag={tag} at={at} onClose={close} />}
    </div>
  );
}

/** Days that are offered by name; anything else is typed. */
const spans = ["1", "7", "14", "30", "90", "365"] as const;
type Span = (typeof spans)[number] | "day" | "never";

function ExpirationDialog({ connection, repository, tag, at, onClose }: TagExpirationProps & { at: number | null; onClose: () => void }): ReactNode {
  const { t, format } = useMessages();
  const toasts = useToasts();
  const set = useAct("set_image_setting");
  const [span, setSpan] = useState<Span>(at === null ? "30" : "day");
  const [day, setDay] = useState(at === null ? "" : new Date(at).toISOString().slice(0, 10));
  const name = visibleText(tag);
  const [now] = useState(() => Date.now());
  const wanted = span === "never" ? null : span === "day" ? readDay(day, now) : dayAfter(now, Number(span));
  const isWrong = wanted === undefined;
  const save = (): void => {
    if (isWrong) return;
    set.mutate(
      { connection: connection.id, repository, setting: { type: "expiration", tag, at: wanted } },
      {
        onSuccess: () => {
          toasts.show({
            title: wanted === null ? t("imageSettings.expirationCleared", { tag: name }) : t("imageSettings.expirationSet", { tag: name, day: format.day(wanted) }),
          });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("imageSettings.expirationTitle", { tag: name })}
      subtitle={t("imageSettings.expirationText")}
      width="narrow"
      closesOutside={false}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={save} isPending={set.isPending} disabledReason={isWrong ? t("imageSettings.dayWrong") : undefined}>
            {t("imageSettings.save")}
          </Button>
        </>
      }
    >
      {set.error && <FailureNotice failure={set.error.failure} connection={connection.id} />}
      <Select<Span>
        label={t("imageSettings.expirationIn")}
        value={span}
        onChange={setSpan}
        choices={[
          ...spans.map((each) => ({ value: each, label: t("imageSettings.inDays", { count: Number(each) }) })),
          { value: "day", label: t("imageSettings.onDay") },
          { value: "never", label: t("imageSettings.keep") },
        ]}
      />
      {span === "day" && (
        <TextField
          label={t("imageSettings.day")}
          value={day}
          onChange={setDay}
          description={t("imageSettings.dayHelp")}
          error={isWrong && day !== "" ? t("imageSettings.dayWrong") : undefined}
          onSubmit={save}
          autoFocus
        />
      )}
    </Dialog>
  );
}
