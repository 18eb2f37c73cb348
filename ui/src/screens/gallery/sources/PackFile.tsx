// Where a pack is: a path that is typed, or chosen in the system's own dialog where the host has one.
import { FolderOpen } from "lucide-react";
import { useRef } from "react";
import type { ReactNode } from "react";
import { useHost } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import styles from "./sources.module.css";

/** How the names of packs end. */
const extension = "portolan-pack";

export interface PackFileProps {
  label: string;
  description: string;
  path: string;
  /** The path, and whether it was chosen in the system's dialog, which asks before a file is replaced. */
  onPathChange: (path: string, isChosen: boolean) => void;
  onSubmit?: () => void;
  /** What the button is called, and the dialog. */
  choose: string;
  /** What a new pack would be called on a day; absent where one is wanted that is there. */
  nameOn?: (day: string) => string;
}

export function PackFile({ label, description, path, onPathChange, onSubmit, choose, nameOn }: PackFileProps): ReactNode {
  const { t } = useMessages();
  const { chooseFile } = useHost();
  const field = useRef<HTMLInputElement>(null);
  const askForFile = async (): Promise<void> => {
    const today = new Date().toISOString().slice(0, 10);
    const newName = nameOn ? `${nameOn(today)}.${extension}` : null;
    const wanted = { title: choose, kind: t("sources.packKind"), extension, newName };
    // Where no dialog can be shown, the path can still be typed.
    const chosen = await chooseFile?.(wanted).catch(() => null);
    if (typeof chosen === "string") onPathChange(chosen, true);
    field.current?.focus();
  };
  return (
    <div className={styles["file"]}>
      <TextField ref={field} label={label} description={description} value={path} onChange={(typed) => onPathChange(typed, false)} onSubmit={onSubmit} mono />
      {chooseFile && (
        <Button icon={FolderOpen} label={choose} onPress={() => void askForFile()}>
          {t("sources.choose")}
        </Button>
      )}
    </div>
  );
}
