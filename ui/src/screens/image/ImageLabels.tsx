// The labels that a registry keeps of an image beside its content: shown, added and removed.
import { Plus, X } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection, ImageLabel, ImageLabels as Told, LabelName } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { sayLabel } from "~/parts/label_words";
import styles from "./ImageLabels.module.css";

export interface ImageLabelsProps {
  connection: Connection;
  repository: string;
  digest: string;
}

/** Draws nothing where the registry keeps none. */
export function ImageLabels({ connection, repository, digest }: ImageLabelsProps): ReactNode {
  const { t } = useMessages();
  const told = useAsk("read_image_labels", { connection: connection.id, repository, digest }, { always: true });
  const set = useAct("set_image_setting");
  const [isAdded, setAdded] = useState(false);
  if (told.error) return <FailureNotice failure={told.error.failure} connection={connection.id} onRetry={() => void told.refetch()} />;
  const labels = told.data?.labels;
  if (!labels) return null;
  const frozen = connection.readOnly ? t("repository.readOnly") : undefined;
  const put = (label: LabelName, on: boolean, onDone: () => void): void =>
    set.mutate(
      { connection: connection.id, repository, setting: { type: "label", digest, label, on } },
      {
        onSuccess: () => {
          onDone();
          void told.refetch();
        },
      },
    );
  return (
    <section className={styles["labels"]} aria-label={t("imageSettings.labels")}>
      <span className={styles["title"]}>{t("imageSettings.labels")}</span>
      {labels.onIt.length === 0 ? (
        <span className={styles["none"]}>{t("imageSettings.noLabels")}</span>
      ) : (
        <ul className={styles["list"]}>
          {labels.onIt.map((each) => (
            <Label key={keyOf(each.label)} of={each} frozen={frozen} onRemove={() => put(each.label, false, () => {})} />
          ))}
        </ul>
      )}
      <Button tone="quiet" icon={Plus} disabledReason={frozen} onPress={() => setAdded(true)}>
        {t("imageSettings.addLabel")}
      </Button>
      {set.error && !isAdded && <FailureNotice failure={set.error.failure} connection={connection.id} />}
      {isAdded && (
        <LabelDialog
          labels={labels}
          isPending={set.isPending}
          problem={set.error ? <FailureNotice failure={set.error.failure} connection={connection.id} /> : null}
          onAdd={(label) => put(label, true, () => setAdded(false))}
          onClose={() => setAdded(false)}
        />
      )}
    </section>
  );
}

const keyOf = ({ scope, name, value }: LabelName): string => JSON.stringify([scope, name, value]);

function sayScope({ label, description, fixed }: ImageLabel, { t }: Pick<Messages, "t">): string | undefined {
  const scope = label.scope === "image" ? undefined : t(label.scope === "project" ? "imageSettings.ofProject" : "imageSettings.ofRegistry");
  const stays = fixed ? t("imageSettings.labelFixed") : undefined;
  const words = [description === null ? undefined : visibleText(description), scope, stays].filter((each) => each !== undefined);
  return words.length === 0 ? undefined : words.join(" · ");
}

function Label({ of, frozen, onRemove }: { of: ImageLabel; frozen: string | undefined; onRemove: () => void }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const words = sayLabel(of.label, messages);
  return (
    <li className={styles["label"]} title={sayScope(of, messages)}>
      {of.color !== null && <span className={styles["color"]} style={{ background: of.color }} aria-hidden="true" />}
      <bdi className={styles["words"]}>{words}</bdi>
      {!of.fixed && <IconButton icon={X} label={t("imageSettings.removeLabel", { label: words })} disabledReason={frozen} onPress={onRemove} isPlain />}
    </li>
  );
}

interface LabelDialogProps {
  labels: Told;
  isPending: boolean;
  problem: ReactNode;
  onAdd: (label: LabelName) => void;
  onClose: () => void;
}

function LabelDialog({ labels, isPending, problem, onAdd, onClose }: LabelDialogProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const has = new Set(labels.onIt.map((each) => keyOf(each.label)));
  const free = labels.choice?.filter((each) => !has.has(keyOf(each.label)));
  const [chosen, setChosen] = useState(free?.[0] ? keyOf(free[0].label) : "");
  const label = free ? free.find((each) => keyOf(each.label) === chosen)?.label : name.trim() === "" ? undefined : ({ name: name.trim(), value, scope: "image" } as const);
  const lack = labels.choice?.length === 0 ? t("imageSettings.noneThere") : free?.length === 0 ? t("imageSettings.noneLeft") : undefined;
  const add = (): void => {
    if (label) onAdd(label);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("imageSettings.addLabel")}
      width="narrow"
      closesOutside={false}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={add} isPending={isPending} disabledReason={lack ?? (label ? undefined : t("imageSettings.key"))}>
            {t("imageSettings.add")}
          </Button>
        </>
      }
    >
      {problem}
      {lack !== undefined ? (
        <p>{lack}</p>
      ) : free ? (
        <Select
          label={t("imageSettings.choose")}
          value={chosen}
          onChange={setChosen}
          choices={free.map((each) => ({ value: keyOf(each.label), label: sayLabel(each.label, messages), description: sayScope(each, messages) }))}
        />
      ) : (
        <>
          <TextField label={t("imageSettings.key")} value={name} onChange={setName} isRequired autoFocus mono />
          <TextField label={t("imageSettings.value")} value={value} onChange={setValue} onSubmit={add} mono />
        </>
      )}
    </Dialog>
  );
}
