// What a screen shows besides its content: nothing there, not there yet, something went wrong, something to know.
import { Check, CircleAlert, Copy, Info } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { classNames } from "~/lib/class_names";
import { useMessages } from "~/messages/Messages";
import { Button, IconButton } from "./Button";
import { Icon } from "./Icon";
import styles from "./Notice.module.css";
import { RhumbLines } from "./RhumbLines";

export interface NoticeAction {
  label: string;
  run: () => void;
  icon?: LucideIcon;
}

export interface EmptyStateProps {
  title: string;
  /** What to do about it. */
  children?: ReactNode;
  icon?: LucideIcon;
  actions?: readonly NoticeAction[];
}

/** A screen or list without content, on the lines of an empty chart. */
export function EmptyState({ title, children, icon, actions = [] }: EmptyStateProps): ReactNode {
  return (
    <div className={styles["emptyState"]}>
      <RhumbLines />
      <div className={styles["emptyWords"]}>
        {icon ? <Icon icon={icon} size={24} className={styles["emptyIcon"]} /> : null}
        <h2>{title}</h2>
        {children === undefined ? null : <div className={styles["emptyText"]}>{children}</div>}
        {actions.length === 0 ? null : (
          <div className={styles["emptyActions"]}>
            {actions.map((action, index) => (
              <Button key={action.label} tone={index === 0 ? "primary" : "plain"} icon={action.icon} onPress={action.run}>
                {action.label}
              </Button>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

export interface ErrorNoticeProps {
  /** What happened. */
  title: string;
  /** Why, and what to change. */
  reason?: ReactNode;
  /** The buttons that help, the best one first. */
  actions?: readonly NoticeAction[];
  /** Technical text for a report, copied by a button and never shown by itself. */
  detail?: string | undefined;
  /** `bar`: above content that is still shown. */
  shape?: "card" | "bar";
}

/** Something went wrong: what, why, and the button that helps. */
export function ErrorNotice({ title, reason, actions = [], detail, shape = "card" }: ErrorNoticeProps): ReactNode {
  const { t } = useMessages();
  return (
    <div role="alert" className={classNames(styles["notice"], styles["loss"], styles[shape])}>
      <Icon icon={CircleAlert} className={styles["noticeIcon"]} />
      <div className={styles["noticeWords"]}>
        <p className={styles["noticeTitle"]}>{title}</p>
        {reason === undefined ? null : <div className={styles["noticeReason"]}>{reason}</div>}
      </div>
      <div className={styles["noticeActions"]}>
        {actions.map((action) => (
          <Button key={action.label} icon={action.icon} onPress={action.run}>
            {action.label}
          </Button>
        ))}
        {detail ? <CopyButton text={detail} label={t("kit.copyDetail")} /> : null}
      </div>
    </div>
  );
}

export interface NoticeProps {
  children: ReactNode;
  icon?: LucideIcon;
  actions?: readonly NoticeAction[];
}

/** Something to know, in a bar above the content. */
export function Notice({ children, icon = Info, actions = [] }: NoticeProps): ReactNode {
  return (
    <div role="note" className={classNames(styles["notice"], styles["bar"])}>
      <Icon icon={icon} className={styles["noticeIcon"]} />
      <div className={styles["noticeWords"]}>{children}</div>
      <div className={styles["noticeActions"]}>
        {actions.map((action) => (
          <Button key={action.label} icon={action.icon} onPress={action.run}>
            {action.label}
          </Button>
        ))}
      </div>
    </div>
  );
}

export interface CopyButtonProps {
  text: string;
  /** What is copied: "Copy digest". */
  label: string;
  size?: "small" | "normal";
  excludeFromTabOrder?: boolean;
}

/** Copies a text whole, and says so. */
export function CopyButton({ text, label, size = "small", excludeFromTabOrder = false }: CopyButtonProps): ReactNode {
  const { t } = useMessages();
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    void copyText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    });
  };
  return (
    <>
      <IconButton
        icon={isCopied ? Check : Copy}
        label={label}
        size={size}
        onPress={copy}
        excludeFromTabOrder={excludeFromTabOrder}
      />
      <span role="status" className={styles["spoken"]}>
        {isCopied ? t("kit.copied") : ""}
      </span>
    </>
  );
}

/** Puts a text on the clipboard, also where the webview grants no clipboard access. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    // Deprecated, and the only way left when the clipboard API is refused.
    document.execCommand("copy");
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}

/** Grey lines in the shape of what is coming. */
export function Skeleton({ lines = 3, label }: { lines?: number; label: string }): ReactNode {
  return (
    <div role="status" aria-label={label} aria-busy="true" className={styles["skeleton"]}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={styles["bone"]} style={{ width: `${String(92 - ((line * 29) % 55))}%` }} />
      ))}
    </div>
  );
}

export interface ProgressBarProps {
  label: string;
  /** From 0 to 1; absent while the end is not known. */
  fraction?: number | undefined;
}

export function ProgressBar({ label, fraction }: ProgressBarProps): ReactNode {
  const percent = fraction === undefined ? undefined : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={classNames(styles["progress"], percent === undefined && styles["endless"])}
    >
      <span style={percent === undefined ? undefined : { width: `${String(percent)}%` }} />
    </div>
  );
}
