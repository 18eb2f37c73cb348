// A file of images: a path that is typed, or chosen in the system's own dialog where the host has one.
import { FolderOpen } from "lucide-react";
import type { ReactNode } from "react";
import { useHost } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import styles from "./CopyDialog.module.css";

export interface FileFieldProps {
  label: string;
  description: string;
  path: string;
  onPathChange: (path: string) => void;
  onEnter: (path: string) => void;
  /** It was chosen in the system's dialog. */
  onChosen?: (path: string) => void;
  /** What a new file would be called; absent where one is wanted that is there. */
  newName?: string | undefined;
  /** The system's dialog can't name it. */
  isTyped?: boolean;
}

export function FileField({ label, description, path, onPathChange, onEnter, onChosen, newName, isTyped = false }: FileFieldProps): ReactNode {
  const { t } = useMessages();
  const { chooseFile } = useHost();
  const choose = async (): Promise<void> => {
    const wanted = { title: label, kind: t("files.kind"), extension: "tar", newName: newName ?? null };
    // Where no dialog can be shown, the path can still be typed.
    const chosen = await chooseFile?.(wanted).catch(() => null);
    if (typeof chosen !== "string") return;
    onPathChange(chosen);
    onChosen?.(chosen);
  };
  return (
    <div className={styles["file"]}>
      <TextField label={label} description={description} value={path} onChange={onPathChange} onSubmit={() => onEnter(path)} mono autoFocus />
      {chooseFile && !isTyped ? (
        <Button icon={FolderOpen} label={t("files.choose")} onPress={() => void choose()}>
          {t("sources.choose")}
        </Button>
      ) : null}
    </div>
  );
}
