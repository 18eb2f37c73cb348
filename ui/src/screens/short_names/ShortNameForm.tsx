// The form that adds a short name or changes what one stands for, checked while it is typed.
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure, ShortNameChange } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { nameProblems, targetProblems } from "./short_name_words";
import styles from "./short_names.module.css";

/** What the form begins with. */
export interface FormStart {
  name: string;
  target: string;
  /** The name is given, and only its target is typed. */
  isChange: boolean;
}

export interface ShortNameFormProps {
  start: FormStart;
  /** Answers why it could not be done. */
  onSubmit: (change: ShortNameChange) => Promise<Failure | undefined>;
  onClose: () => void;
}

export function ShortNameForm({ start, onSubmit, onClose }: ShortNameFormProps): ReactNode {
  const { t } = useMessages();
  const [name, setName] = useState(start.name);
  const [target, setTarget] = useState(start.target);
  const [failure, setFailure] = useState<Failure>();
  const [isWorking, setWorking] = useState(false);
  const check = useAsk("check_short_name", { name, target }, { always: true, placeholder: (previous) => previous }).data;

  const nameProblem = check?.name ? t(nameProblems[check.name]) : undefined;
  const targetProblem = check?.target ? t(targetProblems[check.target]) : undefined;
  const existing = check?.existing;
  const isSame = existing ? existing.target !== null && existing.target === check.written : false;
  const refused = check ? (nameProblem ?? targetProblem ?? (isSame ? t("shortNames.same") : undefined)) : t("common.loading");
  const submit = (): void => {
    if (refused !== undefined || isWorking) return;
    setWorking(true);
    void onSubmit({ type: "set", name: name.trim(), target: target.trim() }).then((why) => {
      setWorking(false);
      setFailure(why);
      if (!why) onClose();
    });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={start.isChange ? t("shortNames.changeTitle", { name: visibleText(start.name) }) : t("shortNames.addTitle")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={submit} disabledReason={refused} isPending={isWorking}>
            {start.isChange ? t("shortNames.changeVerb") : t("shortNames.addVerb")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {!start.isChange && (
          <TextField
            label={t("shortNames.name")}
            value={name}
            onChange={setName}
            onSubmit={submit}
            mono
            autoFocus
            error={name === "" ? undefined : nameProblem}
            description={t("shortNames.nameExplained")}
          />
        )}
        <TextField
          label={t("shortNames.target")}
          value={target}
          onChange={setTarget}
          onSubmit={submit}
          mono
          autoFocus={start.isChange}
          error={target === "" ? undefined : targetProblem}
          description={t("shortNames.targetExplained")}
        />
        {check && <Outcome check={check} typed={target} />}
        {failure && <FailureNotice failure={failure} />}
      </div>
    </Dialog>
  );
}

type Check = NonNullable<ReturnType<typeof useAsk<"check_short_name">>["data"]>;

/** What would be written and where, and what counts until then. */
function Outcome({ check, typed }: { check: Check; typed: string }): ReactNode {
  const { t } = useMessages();
  const { existing, written, file } = check;
  const lines: string[] = [];
  if (existing) {
    const from = { file: visibleText(existing.file) };
    lines.push(existing.target === null ? t("shortNames.replacesNothing", from) : t("shortNames.replaces", { ...from, target: visibleText(existing.target) }));
  }
  if (written !== null && written !== typed.trim()) lines.push(t("shortNames.writtenAs", { target: visibleText(written) }));
  lines.push(t("shortNames.writtenTo", { file: visibleText(file) }));
  return (
    <div className={styles["outcome"]} aria-live="polite">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
