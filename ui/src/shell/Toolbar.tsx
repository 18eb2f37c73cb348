// Back, forward, reload, the address box, the bookmark's star, history and the menu.
import { Clock, Menu as MenuIcon, Star } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { useAsk, useHost } from "~/bridge/queries";
import { menuEntry } from "~/commands/command";
import type { WindowActions } from "~/commands/command";
import { windowCommand, windowCommands } from "~/commands/list";
import { spellShortcut } from "~/commands/shortcut";
import { IconButton, ToggleButton } from "~/kit/Button";
import { MenuButton } from "~/kit/Menu";
import type { MenuEntries } from "~/kit/Menu";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { AddressBox } from "./AddressBox";
import type { AddressBoxControl } from "./AddressBox";
import { addressOfTarget } from "./suggestions";
import { ownAddress } from "./titles";
import styles from "./Toolbar.module.css";

const menuGroups: readonly (readonly string[])[] = [
  ["new-tab", "reopen-tab"],
  ["gallery", "sources"],
  ["add-connection", "connections", "activity"],
  ["undo", "copy-reference"],
  ["sidebar", "inspector"],
  ["commands", "shortcuts", "diagnostics", "short-names", "settings"],
];
const mostVisits = 20;

export function Toolbar({ window, box }: { window: WindowActions; box: Ref<AddressBoxControl> }): ReactNode {
  const { t, format } = useMessages();
  const host = useHost();
  const visits = useAsk("list_history", { filter: "", limit: mostVisits }).data ?? [];

  const button = (id: string): ReactNode => {
    const command = windowCommand(id);
    if (!command.icon) return null;
    const shortcut = command.shortcuts?.[0];
    return (
      <IconButton
        icon={command.icon}
        label={t(command.name)}
        shortcut={shortcut === undefined ? undefined : spellShortcut(shortcut)}
        isDisabled={!(command.when?.(window) ?? true)}
        onPress={() => command.run(window)}
      />
    );
  };

  const openVisit = async (text: string): Promise<void> => {
    const address = ownAddress(text) ?? addressOfTarget(await host.call("resolve_address", { text }), text);
    if (address !== undefined) window.open(address);
  };
  const history: MenuEntries =
    visits.length === 0
      ? [{ id: "none", label: t("shell.noHistory"), disabledReason: "" }]
      : [
          ...visits.map((visit) => ({
            id: `${visit.address} ${String(visit.at)}`,
            label: visibleText(visit.address),
            shortcut: format.relative(visit.at),
            run: () => void openVisit(visit.address),
          })),
          "separator" as const,
          menuEntry(windowCommand("clear-history"), window, t),
        ];
  const menu: MenuEntries = menuGroups.flatMap((ids, group) => {
    const commands = windowCommands.filter((command) => ids.includes(command.id) && (command.when?.(window) ?? true));
    const entries = commands.map((command) => menuEntry(command, window, t));
    return group === 0 || entries.length === 0 ? entries : ["separator" as const, ...entries];
  });
  const canBookmark = windowCommand("bookmark").when?.(window) ?? true;

  return (
    <div role="toolbar" aria-label={t("shell.navigation")} className={styles["toolbar"]}>
      {button("back")}
      {button("forward")}
      {button("reload")}
      <AddressBox window={window} ref={box} />
      {canBookmark ? (
        <ToggleButton
          label={window.isBookmarked ? t("shell.removeBookmark") : t("shell.addBookmark")}
          icon={Star}
          isOn={window.isBookmarked}
          onChange={window.toggleBookmark}
          shortcut={spellShortcut("Mod+D")}
        />
      ) : null}
      <MenuButton label={t("shell.history")} icon={Clock} entries={history} />
      <MenuButton label={t("shell.menu")} icon={MenuIcon} entries={menu} />
    </div>
  );
}
