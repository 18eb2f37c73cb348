// A choice of one among several, shown when asked.
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue, Text } from "react-aria-components";
import { classNames } from "~/lib/class_names";
import type { Choice } from "./Checkbox";
import field from "./Field.module.css";
import { Icon } from "./Icon";
import styles from "./Menu.module.css";

export interface SelectProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  choices: readonly Choice<Value>[];
  description?: ReactNode;
  hideLabel?: boolean;
  isDisabled?: boolean;
}

export function Select<Value extends string>(props: SelectProps<Value>): ReactNode {
  const { label, value, onChange, choices, description, hideLabel = false } = props;
  return (
    <AriaSelect
      className={field["field"] ?? ""}
      value={value}
      onChange={(chosen) => {
        const choice = choices.find((each) => each.value === chosen);
        if (choice) onChange(choice.value);
      }}
      isDisabled={props.isDisabled ?? false}
      aria-label={hideLabel ? label : undefined}
    >
      {hideLabel ? null : <Label className={field["label"] ?? ""}>{label}</Label>}
      <Button className={classNames(field["input"], field["select"])}>
        <SelectValue className={field["value"] ?? ""}>
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <Icon icon={ChevronsUpDown} size={14} />
      </Button>
      {description === undefined ? null : (
        <Text slot="description" className={field["description"] ?? ""}>
          {description}
        </Text>
      )}
      <Popover className={styles["popover"] ?? ""} offset={4}>
        <ListBox className={styles["menu"] ?? ""}>
          {choices.map((choice) => (
            <ListBoxItem
              key={choice.value}
              id={choice.value}
              textValue={choice.label}
              isDisabled={choice.isDisabled ?? false}
              className={styles["item"] ?? ""}
            >
              <span className={styles["mark"]}>{choice.value === value ? <Icon icon={Check} size={14} /> : null}</span>
              <span className={styles["label"]}>{choice.label}</span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
