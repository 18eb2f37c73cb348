// One line or several lines of text that a person types, with its name, its explanation and its error.
import { useId } from "react";
import type { ReactNode, Ref } from "react";
import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from "react-aria-components";
import { classNames } from "~/lib/class_names";
import styles from "./Field.module.css";

/** A value, and what it means. */
export interface Offer {
  value: string;
  label: string;
}

export interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What to type, and what becomes of it. */
  description?: ReactNode;
  /** What is wrong with the value, and what to do. */
  error?: string | undefined;
  placeholder?: string;
  /** What one may choose instead of typing. */
  offers?: readonly Offer[];
  /** `secret` is never shown nor remembered. */
  kind?: "text" | "secret" | "search" | "number";
  /** For digests, references, paths and hosts. */
  mono?: boolean;
  lines?: number;
  isRequired?: boolean;
  isDisabled?: boolean;
  isReadOnly?: boolean;
  autoFocus?: boolean;
  /** The name is read but not shown: only where its place says it. */
  hideLabel?: boolean;
  onSubmit?: (() => void) | undefined;
  ref?: Ref<HTMLInputElement>;
}

export function TextField({ ref, ...props }: TextFieldProps): ReactNode {
  const { label, kind = "text", mono = false, lines = 1, hideLabel = false, error } = props;
  const field = classNames(styles["input"], mono && styles["mono"]);
  const listed = useId();
  return (
    <AriaTextField
      className={styles["field"] ?? ""}
      value={props.value}
      onChange={props.onChange}
      type={kind === "secret" ? "password" : kind === "search" ? "search" : "text"}
      inputMode={kind === "number" ? "numeric" : undefined}
      isInvalid={error !== undefined}
      isRequired={props.isRequired ?? false}
      isDisabled={props.isDisabled ?? false}
      isReadOnly={props.isReadOnly ?? false}
      autoFocus={props.autoFocus ?? false}
      autoComplete={kind === "secret" ? "new-password" : "off"}
      validationBehavior="aria"
      aria-label={hideLabel ? label : undefined}
      onKeyDown={(event) => {
        if (event.key === "Enter" && lines === 1) props.onSubmit?.();
        else event.continuePropagation();
      }}
    >
      {hideLabel ? null : <Label className={styles["label"] ?? ""}>{label}</Label>}
      {lines > 1 ? (
        <TextArea className={field} rows={lines} placeholder={props.placeholder} spellCheck={false} />
      ) : (
        <Input
          ref={ref}
          className={field}
          placeholder={props.placeholder}
          list={props.offers === undefined ? undefined : listed}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
        />
      )}
      {props.offers === undefined ? null : (
        <datalist id={listed}>
          {props.offers.map(({ value, label: meaning }) => (
            <option key={value} value={value}>
              {meaning}
            </option>
          ))}
        </datalist>
      )}
      {props.description === undefined ? null : (
        <Text slot="description" className={styles["description"] ?? ""}>
          {props.description}
        </Text>
      )}
      <FieldError className={styles["error"] ?? ""}>{error}</FieldError>
    </AriaTextField>
  );
}
