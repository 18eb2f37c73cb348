// A choice of yes or no, and a choice of one among few.
import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, Label, Radio, RadioGroup as AriaRadioGroup } from "react-aria-components";
import styles from "./Field.module.css";
import { Icon } from "./Icon";

export interface CheckboxProps {
  children: string;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  /** Some of what it stands for is chosen. */
  isIndeterminate?: boolean;
  isDisabled?: boolean;
  description?: ReactNode;
  /** Its words are read but not drawn. */
  hideLabel?: boolean;
}

export function Checkbox(props: CheckboxProps): ReactNode {
  const { children, isSelected, onChange, isIndeterminate = false, description, hideLabel = false } = props;
  return (
    <AriaCheckbox
      className={styles["check"] ?? ""}
      isSelected={isSelected}
      onChange={onChange}
      isIndeterminate={isIndeterminate}
      isDisabled={props.isDisabled ?? false}
      aria-label={hideLabel ? children : undefined}
    >
      <span className={styles["box"]}>
        {isIndeterminate ? <Icon icon={Minus} size={12} /> : isSelected ? <Icon icon={Check} size={12} /> : null}
      </span>
      {hideLabel ? null : (
        <span className={styles["checkWords"]}>
          <span>{children}</span>
          {description === undefined ? null : <span className={styles["description"]}>{description}</span>}
        </span>
      )}
    </AriaCheckbox>
  );
}

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  description?: ReactNode;
  isDisabled?: boolean;
}

export interface RadioGroupProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  choices: readonly Choice<Value>[];
}

/** One among few, all of them in view. */
export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>): ReactNode {
  const { label, value, onChange, choices } = props;
  return (
    <AriaRadioGroup
      className={styles["field"] ?? ""}
      value={value}
      onChange={(chosen) => {
        const choice = choices.find((each) => each.value === chosen);
        if (choice) onChange(choice.value);
      }}
    >
      <Label className={styles["label"] ?? ""}>{label}</Label>
      <div className={styles["radios"]}>
        {choices.map((choice) => (
          <Radio
            key={choice.value}
            value={choice.value}
            isDisabled={choice.isDisabled ?? false}
            className={styles["radio"] ?? ""}
          >
            <span className={styles["dot"]} />
            <span className={styles["checkWords"]}>
              <span>{choice.label}</span>
              {choice.description === undefined ? null : (
                <span className={styles["description"]}>{choice.description}</span>
              )}
            </span>
          </Radio>
        ))}
      </div>
    </AriaRadioGroup>
  );
}
