// Every shortcut there is, from the one list of commands.
import type { ReactNode } from "react";
import { useAllCommands } from "~/commands/contributed";
import { spellShortcut } from "~/commands/shortcut";
import { Dialog } from "~/kit/Dialog";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import styles from "./ShortcutHelp.module.css";

const gridKeys: readonly (readonly [PlainKey, readonly string[]])[] = [
  ["shell.gridMove", ["↑", "↓", "Home", "End"]],
  ["shell.gridExtend", ["Shift+↑", "Shift+↓"]],
  ["shell.gridToggle", ["Space"]],
  ["shell.gridAll", [spellShortcut("Mod+A")]],
  ["shell.gridOpen", ["Enter"]],
  ["shell.gridMenu", ["Shift+F10"]],
];

export function ShortcutHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const commands = useAllCommands().filter((command) => command.shortcuts !== undefined);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("shell.shortcuts")} width="wide">
      <div className={styles["columns"]}>
        <section>
          <h3>{t("shell.shortcutsEverywhere")}</h3>
          <dl className={styles["list"]}>
            {commands.map((command) => (
              <Row key={command.id} name={t(command.name)} keys={(command.shortcuts ?? []).map((each) => spellShortcut(each))} />
            ))}
          </dl>
        </section>
        <section>
          <h3>{t("shell.shortcutsGrid")}</h3>
          <dl className={styles["list"]}>
            {gridKeys.map(([name, keys]) => (
              <Row key={name} name={t(name)} keys={keys} />
            ))}
            <Row name={t("shell.gridType")} keys={[t("shell.gridTypeKeys")]} />
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

function Row({ name, keys }: { name: string; keys: readonly string[] }): ReactNode {
  return (
    <div className={styles["row"]}>
      <dt>{name}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key} className={styles["key"]}>
            {key}
          </kbd>
        ))}
      </dd>
    </div>
  );
}
