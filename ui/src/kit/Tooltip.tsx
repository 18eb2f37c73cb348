// The small explanation that appears on hover and on keyboard focus.
import type { ReactElement, ReactNode } from "react";
import { Focusable, OverlayArrow, Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components";
import type { TooltipProps as AriaTooltipProps } from "react-aria-components";
import styles from "./Tooltip.module.css";

type Placement = NonNullable<AriaTooltipProps["placement"]>;

export interface TooltipProps {
  text: ReactNode;
  /** How to do the same by keyboard. */
  shortcut?: string | undefined;
  placement?: Placement;
  isDisabled?: boolean;
  /** A control of the kit, which takes hover and focus by itself. */
  children: ReactNode;
}

/** Explains the control inside it. */
export function Tooltip({ text, shortcut, placement = "bottom", isDisabled = false, children }: TooltipProps): ReactNode {
  return (
    <TooltipTrigger delay={500} closeDelay={0} isDisabled={isDisabled}>
      {children}
      <AriaTooltip className={styles["tooltip"] ?? ""} placement={placement} offset={6}>
        <OverlayArrow>{null}</OverlayArrow>
        <span>{text}</span>
        {shortcut === undefined ? null : <kbd className={styles["shortcut"]}>{shortcut}</kbd>}
      </AriaTooltip>
    </TooltipTrigger>
  );
}

export interface ExplainedProps {
  text: ReactNode;
  /** What is read for the text itself when it alone does not say enough. */
  label?: string;
  children: ReactElement | string;
}

/** Explains a piece of text: a shortened digest, a relative time. */
export function Explained({ text, label, children }: ExplainedProps): ReactNode {
  return (
    <Tooltip text={text}>
      <Focusable>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keyboards must reach what hovering shows */}
        <span role="note" tabIndex={0} aria-label={label} className={styles["explained"]}>
          {children}
        </span>
      </Focusable>
    </Tooltip>
  );
}
