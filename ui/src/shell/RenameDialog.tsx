// Gives a bookmark another name.
import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";

export interface RenameDialogProps {
  title: string;
  onRename: (title: string) => void;
  onClose: () => void;
}

export function RenameDialog({ title, onRename, onClose }: RenameDialogProps): ReactNode {
  const { t } = useMessages();
  const [typed, setTyped] = useState(title);
  const rename = (): void => {
    if (typed.trim() === "") return;
    onRename(typed.trim());
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("shell.renameBookmark")}
      width="narrow"
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={rename}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <TextField label={t("shell.bookmarkName")} value={typed} onChange={setTyped} onSubmit={rename} autoFocus />
    </Dialog>
  );
}
