// The strip of tabs at the top of the window.
import { Plus, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { spellShortcut } from "~/commands/shortcut";
import { IconButton } from "~/kit/Button";
import { Icon } from "~/kit/Icon";
import { ContextMenu } from "~/kit/Menu";
import type { MenuEntries, Point } from "~/kit/Menu";
import { classNames } from "~/lib/class_names";
import { useMessages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { iconOfPlace } from "./place_icon";
import styles from "./TabStrip.module.css";
import { useTabs } from "./tabs";
import type { Tab } from "./tabs";
import { useTitle } from "./titles";

/** The element that a tab controls. */
export const contentId = "content";

export function TabStrip(): ReactNode {
  const { t } = useMessages();
  const tabs = useTabs();
  const strip = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{ id: string; title: string; at: Point }>();

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    tabs.selectBeside(step === 1 ? 1 : -1);
    // The newly chosen tab takes the focus once it is drawn as chosen.
    requestAnimationFrame(() => strip.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };

  const entries = (id: string): MenuEntries => [
    { id: "duplicate", label: t("shell.duplicate"), run: () => tabs.duplicate(id) },
    { id: "left", label: t("commands.moveTabLeft"), run: () => tabs.move(id, -1) },
    { id: "right", label: t("commands.moveTabRight"), run: () => tabs.move(id, 1) },
    "separator",
    { id: "close", label: t("commands.closeTab"), shortcut: spellShortcut("Mod+W"), run: () => tabs.close(id) },
    { id: "others", label: t("shell.closeOthers"), run: () => tabs.closeOthers(id) },
  ];

  return (
    <div className={styles["strip"]}>
      <div ref={strip} role="tablist" tabIndex={-1} aria-label={t("shell.tabs")} className={styles["tabs"]} onKeyDown={onKeyDown}>
        {tabs.list.tabs.map((tab) => (
          <WindowTab key={tab.id} tab={tab} onMenu={(title, at) => setMenu({ id: tab.id, title, at })} />
        ))}
      </div>
      <IconButton
        icon={Plus}
        label={t("commands.newTab")}
        shortcut={spellShortcut("Mod+T")}
        onPress={() => tabs.open(addresses.welcome(), "aside")}
      />
      <ContextMenu
        label={t("shell.tabMenu", { title: menu?.title ?? "" })}
        at={menu?.at}
        entries={menu ? entries(menu.id) : []}
        onClose={() => setMenu(undefined)}
      />
    </div>
  );
}

function WindowTab({ tab, onMenu }: { tab: Tab; onMenu: (title: string, at: Point) => void }): ReactNode {
  const { t } = useMessages();
  const tabs = useTabs();
  const { place, title } = useTitle(tab.router);
  const isFront = tabs.list.front === tab.id;
  const element = useRef<HTMLDivElement>(null);
  const dragged = useRef<{ x: number } | undefined>(undefined);

  useEffect(() => {
    if (isFront) element.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isFront]);

  return (
    <div
      role="presentation"
      className={classNames(styles["tab"], isFront && styles["front"])}
      onPointerMove={(event) => {
        // Tabs follow the pointer a place at a time, without the system's drag and drop.
        const start = dragged.current;
        const width = element.current?.offsetWidth ?? 0;
        if (!start || event.buttons !== 1 || width === 0) return;
        const places = Math.trunc((event.clientX - start.x) / (width * 0.7));
        if (places === 0) return;
        tabs.move(tab.id, places);
        dragged.current = { x: event.clientX };
      }}
    >
      <div
        ref={element}
        role="tab"
        tabIndex={isFront ? 0 : -1}
        aria-selected={isFront}
        aria-controls={contentId}
        title={title}
        className={styles["name"]}
        onPointerDown={(event) => {
          if (event.button === 0) {
            tabs.select(tab.id);
            dragged.current = { x: event.clientX };
          }
        }}
        onPointerUp={() => {
          dragged.current = undefined;
        }}
        onAuxClick={(event) => {
          if (event.button === 1) tabs.close(tab.id);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" || event.key === " ") tabs.select(tab.id);
          else if (event.key === "Delete") tabs.close(tab.id);
          else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
            const { left, bottom } = event.currentTarget.getBoundingClientRect();
            onMenu(title, { x: left, y: bottom });
          } else return;
          event.preventDefault();
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu(title, { x: event.clientX, y: event.clientY });
        }}
      >
        <Icon icon={iconOfPlace(place)} size={14} />
        <span className={styles["title"]}>{title}</span>
      </div>
      <IconButton
        icon={X}
        label={t("shell.closeNamedTab", { title })}
        size="small"
        isPlain
        excludeFromTabOrder
        onPress={() => tabs.close(tab.id)}
        className={styles["close"]}
      />
    </div>
  );
}
