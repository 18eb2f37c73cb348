// What to type to pull or push, for the engine of choice, with a button that copies it whole.

import { Fragment } from "react";
import type { ReactNode } from "react";
import type { Engine, EngineCommand } from "~/bridge/generated/contract";
import { CopyButton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import styles from "./CommandBlock.module.css";

/** The programs' own names: no language translates them. */
export const engineNames = {
  docker: "Docker",
  podman: "Podman",
  nerdctl: "nerdctl",
  crane: "crane",
  skopeo: "skopeo",
  oras: "ORAS",
  helm: "Helm",
} as const satisfies Record<Engine, string>;

export interface CommandBlockProps {
  /** "Pull", "Push". */
  label: string;
  commands: readonly EngineCommand[];
  /** The engine of choice; the first that has a command where it has none. */
  engine: Engine;
  onEngineChange: (engine: Engine) => void;
  /** Under the command: another way to say it. */
  children?: ReactNode;
}

export function CommandBlock({ label, commands, engine, onEngineChange, children }: CommandBlockProps): ReactNode {
  const { t } = useMessages();
  const command = commands.find((each) => each.engine === engine) ?? commands[0];
  if (!command) return null;
  return (
    <div role="group" aria-label={label} className={styles["block"]}>
      <div className={styles["head"]}>
        <span className={styles["label"]} aria-hidden="true">
          {label}
        </span>
        <span className={styles["gap"]} />
        <div className={styles["engine"]}>
          <Select
            label={t("image.engine")}
            hideLabel
            value={command.engine}
            onChange={onEngineChange}
            choices={commands.map((each) => ({ value: each.engine, label: engineNames[each.engine] }))}
          />
        </div>
        <CopyCommand command={command} />
      </div>
      <CommandText command={command} />
      {children}
    </div>
  );
}

/** Words, spaces and line ends apart, so that no line is broken inside a word that fits into one. */
function cutWords(text: string): string[] {
  return text.split(/(\s+)/u).filter((piece) => piece !== "");
}

/** The parts of a word between which a line is broken rather than inside them: of a reference its path, tag and digest. */
function cutReference(word: string): string[] {
  return word.split(/(?<=\/)|(?=@)|(?<!sha\d{3})(?=:[^/]*$)/u);
}

/** The commands of every engine, one under the other. */
export function CommandList({ commands }: { commands: readonly EngineCommand[] }): ReactNode {
  return (
    <ul className={styles["list"]}>
      {commands.map((command) => (
        <li key={command.engine}>
          <div className={styles["head"]}>
            <h3>{engineNames[command.engine]}</h3>
            <span className={styles["gap"]} />
            <CopyCommand command={command} />
          </div>
          <CommandText command={command} />
        </li>
      ))}
    </ul>
  );
}

function CommandText({ command }: { command: EngineCommand }): ReactNode {
  const { t } = useMessages();
  return (
    <div className={styles["text"]}>
      <pre aria-label={t("image.commandFor", { engine: engineNames[command.engine] })}>
        {cutWords(visibleText(command.text, true)).map((piece, index) => (
          <span key={index} className={piece.trim() === "" ? undefined : styles["word"]}>
            {cutReference(piece).map((part, place) => (
              <Fragment key={place}>
                {place > 0 && <wbr />}
                {part}
              </Fragment>
            ))}
          </span>
        ))}
      </pre>
    </div>
  );
}

function CopyCommand({ command }: { command: EngineCommand }): ReactNode {
  const { t } = useMessages();
  return <CopyButton text={command.text} label={t("image.copyCommand", { engine: engineNames[command.engine] })} size="normal" />;
}
