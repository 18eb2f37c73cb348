// The commands that push an image to a repository, or to a new one, for every engine.

import { useState } from "react";
import type { ReactNode } from "react";
import type { Shell } from "~/bridge/generated/contract";
import { useAsk, useConnection } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { CommandList } from "~/parts/CommandBlock";
import { FailureNotice } from "~/parts/FailureNotice";

export interface PushDialogProps {
  connection: string;
  /** `null`: a new one. */
  repository: string | null;
  onClose: () => void;
}

export function PushDialog({ connection, repository, onClose }: PushDialogProps): ReactNode {
  const { t } = useMessages();
  const [shell, setShell] = useState<Shell>("posix");
  // Only a sign-in that lasts for hours has its line, which differs by shell.
  const kind = useConnection(connection)?.kind;
  const hasShells = kind === "ecr" || kind === "ecrPublic";
  const commands = useAsk("list_push_commands", { connection, repository, shell });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={repository === null ? t("registry.pushNew") : t("registry.pushTo", { repository: visibleText(repository) })}
      subtitle={t("registry.pushExplained")}
      actions={<Button onPress={onClose}>{t("common.close")}</Button>}
    >
      {hasShells && (
        <Select
          label={t("amazon.shell")}
          value={shell}
          onChange={setShell}
          choices={[
            { value: "posix", label: t("amazon.shellPosix") },
            { value: "powerShell", label: t("amazon.shellPowerShell") },
          ]}
        />
      )}
      {commands.error && <FailureNotice failure={commands.error.failure} connection={connection} />}
      {commands.data ? <CommandList commands={commands.data} /> : commands.isPending && <Skeleton lines={6} label={t("common.loading")} />}
    </Dialog>
  );
}
