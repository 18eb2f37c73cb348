// What the sections of a registry's settings share: lists typed with commas, the buttons to save, what can't be read.
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "~/bridge/generated/contract";
import { Button } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import type { Draft } from "./draft";
import styles from "./amazon_registry.module.css";

const partsOf = (text: string): string[] =>
  text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");

export interface ListFieldProps {
  label: string;
  description: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  placeholder?: string;
  error?: string | undefined;
}

/** Several texts in one field, with commas between them. What is typed stays as it is typed, as long as it means the values. */
export function ListField({ label, description, values, onChange, placeholder = "", error }: ListFieldProps): ReactNode {
  const kept = values.join(", ");
  const [typed, setTyped] = useState(kept);
  const shown = partsOf(typed).join(", ") === kept ? typed : kept;
  return (
    <TextField
      label={label}
      description={description}
      value={shown}
      onChange={(text) => {
        setTyped(text);
        onChange(partsOf(text));
      }}
      mono
      placeholder={placeholder}
      error={error}
    />
  );
}

/** Saves a draft, or takes it back to what is kept; says why neither can be. */
export function SaveBar<V>({ draft, label, connection }: { draft: Draft<V>; label: string; connection: string }): ReactNode {
  const { t } = useMessages();
  return (
    <>
      {draft.error ? <FailureNotice failure={draft.error.failure} connection={connection} /> : null}
      {!draft.isSame && draft.complaints.length > 0 && draft.reason !== undefined ? (
        <p role="status" className={styles["lack"]}>
          {draft.reason}
        </p>
      ) : null}
      <div className={styles["buttons"]}>
        <Button tone="primary" onPress={draft.save} isPending={draft.isSaving} disabledReason={draft.reason}>
          {label}
        </Button>
        <Button icon={RotateCcw} onPress={draft.revert} disabledReason={draft.isSame ? t("ecr.nothingChanged") : undefined}>
          {t("registrySettings.revert")}
        </Button>
      </div>
    </>
  );
}

export interface AnswerProps<A> {
  asked: { data: A | undefined; error: { failure: Failure } | null; refetch: () => unknown };
  connection: string;
  children: (answer: A) => ReactNode;
}

/** What was answered, or that it is awaited, or why it could not be: other sections go on. */
export function Answer<A>({ asked, connection, children }: AnswerProps<A>): ReactNode {
  const { t } = useMessages();
  if (asked.data !== undefined) return children(asked.data);
  if (asked.error) return <FailureNotice failure={asked.error.failure} connection={connection} onRetry={() => void asked.refetch()} />;
  return <Skeleton lines={6} label={t("common.loading")} />;
}
