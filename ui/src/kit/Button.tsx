// What can be pressed: a button with words, and one with an icon alone that still has a name.
import { LoaderCircle } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button as AriaButton, ToggleButton as AriaToggleButton } from "react-aria-components";
import { classNames } from "~/lib/class_names";
import styles from "./Button.module.css";
import { Icon } from "./Icon";
import { Tooltip } from "./Tooltip";

/** `primary`: the one thing to do here. `loss`: what removes. `quiet`: no border until hovered. */
export type ButtonTone = "primary" | "plain" | "quiet" | "loss";

export interface ButtonProps {
  children: ReactNode;
  onPress?: (() => void) | undefined;
  tone?: ButtonTone;
  icon?: LucideIcon | undefined;
  type?: "button" | "submit";
  /** Why it cannot be pressed now. The button stays reachable, so that everybody can learn the reason. */
  disabledReason?: string | undefined;
  /** Shows that the press is being worked on, and takes no other. */
  isPending?: boolean;
  /** Fills the width of its place. */
  wide?: boolean;
  autoFocus?: boolean;
  /** Says more than the words do, where the same words stand on several buttons. */
  label?: string | undefined;
  describedBy?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ ref, ...props }: ButtonProps): ReactNode {
  const { children, onPress, tone = "plain", icon, type = "button", disabledReason, isPending = false } = props;
  const disabled = disabledReason !== undefined;
  const button = (
    <AriaButton
      ref={ref}
      type={disabled ? "button" : type}
      className={classNames(styles["button"], styles[tone], props.wide && styles["wide"])}
      onPress={disabled ? () => {} : onPress}
      isPending={isPending}
      aria-disabled={disabled ? "true" : undefined}
      autoFocus={props.autoFocus ?? false}
      aria-label={props.label}
      aria-describedby={props.describedBy}
    >
      {isPending ? <Icon icon={LoaderCircle} className={styles["spin"]} /> : icon ? <Icon icon={icon} /> : null}
      <span className={styles["words"]}>{children}</span>
    </AriaButton>
  );
  return disabled ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}

export interface IconButtonProps {
  icon: LucideIcon;
  /** Its name, also shown as its explanation. */
  label: string;
  shortcut?: string | undefined;
  onPress?: (() => void) | undefined;
  disabledReason?: string | undefined;
  isDisabled?: boolean;
  tone?: "quiet" | "loss";
  size?: "small" | "normal";
  /** Left out of the tab order where a composite part moves its own focus. */
  excludeFromTabOrder?: boolean;
  className?: string | undefined;
  /** Where everybody knows the icon, and Escape must not be spent on closing an explanation. */
  isPlain?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ ref, ...props }: IconButtonProps): ReactNode {
  const { icon, label, shortcut, onPress, disabledReason, tone = "quiet", size = "normal" } = props;
  const disabled = disabledReason !== undefined;
  return (
    <Tooltip
      text={disabledReason ?? label}
      shortcut={disabled ? undefined : shortcut}
      isDisabled={props.isPlain ?? false}
    >
      <AriaButton
        ref={ref}
        className={classNames(styles["button"], styles["square"], styles[tone], styles[size], props.className)}
        onPress={disabled ? () => {} : onPress}
        isDisabled={props.isDisabled ?? false}
        aria-disabled={disabled ? "true" : undefined}
        aria-label={label}
        excludeFromTabOrder={props.excludeFromTabOrder ?? false}
      >
        <Icon icon={icon} size={size === "small" ? 14 : 16} />
      </AriaButton>
    </Tooltip>
  );
}

export interface ToggleButtonProps {
  label: string;
  icon: LucideIcon;
  /** The icon while it is on, where it differs. */
  iconOn?: LucideIcon;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  shortcut?: string | undefined;
  disabledReason?: string | undefined;
  /** Shows the words beside the icon. */
  words?: boolean;
}

/** A button that stays on or off. */
export function ToggleButton(props: ToggleButtonProps): ReactNode {
  const { label, icon, iconOn, isOn, onChange, shortcut, disabledReason, words = false } = props;
  return (
    <Tooltip text={disabledReason ?? label} shortcut={shortcut}>
      <AriaToggleButton
        className={classNames(styles["button"], styles["quiet"], !words && styles["square"])}
        isSelected={isOn}
        onChange={disabledReason === undefined ? onChange : () => {}}
        aria-disabled={disabledReason === undefined ? undefined : "true"}
        aria-label={label}
      >
        <Icon icon={isOn && iconOn ? iconOn : icon} />
        {words ? <span className={styles["words"]}>{label}</span> : null}
      </AriaToggleButton>
    </Tooltip>
  );
}
