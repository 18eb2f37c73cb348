// Menus: under a button, or where a person asked for one. What the entries do is the caller's.
import { Check, ChevronRight } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { useMemo, useRef } from "react";
import type { ReactNode } from "react";
import { Button, Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator, SubmenuTrigger } from "react-aria-components";
import { classNames } from "~/lib/class_names";
import buttonStyles from "./Button.module.css";
import { Icon } from "./Icon";
import styles from "./Menu.module.css";
import { Tooltip } from "./Tooltip";

export interface MenuEntry {
  id: string;
  label: string;
  icon?: LucideIcon | undefined;
  shortcut?: string | undefined;
  /** Why it cannot be chosen now; shown under its name. */
  disabledReason?: string | undefined;
  /** Red: what it does removes something. */
  isLoss?: boolean | undefined;
  /** A tick before the name. */
  isChecked?: boolean | undefined;
  run?: (() => void) | undefined;
  entries?: readonly MenuEntries[number][] | undefined;
}

/** Entries in order; "separator" draws a line between groups. */
export type MenuEntries = readonly (MenuEntry | "separator")[];

function Entry({ entry }: { entry: MenuEntry }): ReactNode {
  const item = (
    <MenuItem
      id={entry.id}
      textValue={entry.label}
      isDisabled={entry.disabledReason !== undefined}
      onAction={() => entry.run?.()}
      className={classNames(styles["item"], entry.isLoss && styles["loss"])}
    >
      <span className={styles["mark"]}>
        {entry.isChecked ? <Icon icon={Check} size={14} /> : entry.icon ? <Icon icon={entry.icon} size={15} /> : null}
      </span>
      <span className={styles["label"]}>
        {entry.label}
        {entry.disabledReason === undefined ? null : <span className={styles["reason"]}>{entry.disabledReason}</span>}
      </span>
      {entry.shortcut === undefined ? null : <kbd className={styles["shortcut"]}>{entry.shortcut}</kbd>}
      {entry.entries === undefined ? null : <Icon icon={ChevronRight} size={14} />}
    </MenuItem>
  );
  if (entry.entries === undefined) return item;
  return (
    <SubmenuTrigger>
      {item}
      <Popover className={styles["popover"] ?? ""} offset={-2}>
        <AriaMenu className={styles["menu"] ?? ""} aria-label={entry.label}>
          {drawEntries(entry.entries)}
        </AriaMenu>
      </Popover>
    </SubmenuTrigger>
  );
}

function drawEntries(entries: MenuEntries): ReactNode {
  return entries.map((entry, index) =>
    entry === "separator" ? (
      <Separator key={`separator-${String(index)}`} className={styles["separator"] ?? ""} />
    ) : (
      <Entry key={entry.id} entry={entry} />
    ),
  );
}

export interface MenuButtonProps {
  /** The name of the button and of its menu. */
  label: string;
  icon?: LucideIcon;
  /** Shows the name beside the icon. */
  words?: boolean;
  tone?: "plain" | "quiet";
  entries: MenuEntries;
}

/** A button that opens a menu. */
export function MenuButton({ label, icon, words = false, tone = "quiet", entries }: MenuButtonProps): ReactNode {
  const button = (
    <Button
      className={classNames(buttonStyles["button"], buttonStyles[tone], !words && buttonStyles["square"])}
      aria-label={label}
    >
      {icon ? <Icon icon={icon} /> : null}
      {words ? <span>{label}</span> : null}
    </Button>
  );
  return (
    <MenuTrigger>
      {words ? button : <Tooltip text={label}>{button}</Tooltip>}
      <Popover className={styles["popover"] ?? ""} offset={4}>
        <AriaMenu className={styles["menu"] ?? ""} aria-label={label}>
          {drawEntries(entries)}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export interface Point {
  x: number;
  y: number;
}

export interface ContextMenuProps {
  label: string;
  /** Where it was asked for, in the window; closed while absent. */
  at: Point | undefined;
  entries: MenuEntries;
  onClose: () => void;
}

/** A menu at the place where it was asked for. */
export function ContextMenu({ label, at, entries, onClose }: ContextMenuProps): ReactNode {
  const anchor = useRef<HTMLSpanElement>(null);
  const place = useMemo(() => ({ position: "fixed" as const, left: at?.x ?? 0, top: at?.y ?? 0 }), [at]);
  return (
    <>
      <span ref={anchor} style={place} aria-hidden="true" />
      <Popover
        className={styles["popover"] ?? ""}
        aria-label={label}
        triggerRef={anchor}
        isOpen={at !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) onClose();
        }}
        placement="bottom start"
        offset={2}
        // The place moves with each request; a new key makes the menu measure it again.
        key={at ? `${String(at.x)} ${String(at.y)}` : "closed"}
      >
        <AriaMenu className={styles["menu"] ?? ""} aria-label={label} autoFocus="first" onClose={onClose}>
          {drawEntries(entries)}
        </AriaMenu>
      </Popover>
    </>
  );
}
