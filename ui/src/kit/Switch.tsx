// Something that is on or off, and is so at once.
import type { ReactNode } from "react";
import { Switch as AriaSwitch } from "react-aria-components";
import styles from "./Switch.module.css";

export interface SwitchProps {
  /** Its name, read and not drawn: what it switches stands beside it. */
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

export function Switch({ label, isOn, onChange }: SwitchProps): ReactNode {
  return (
    <AriaSwitch className={styles["switch"] ?? ""} isSelected={isOn} onChange={onChange} aria-label={label}>
      <span className={styles["track"]}>
        <span className={styles["knob"]} />
      </span>
    </AriaSwitch>
  );
}
