// Asks the registry's own search, which finds what is in no list of the person's, and opens what it found.
import { Lock, Star } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Icon } from "~/kit/Icon";
import { Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import table from "~/parts/Table.module.css";

export interface FindDialogProps {
  connection: string;
  /** What was typed as the filter. */
  text: string;
  onOpen: (repository: string) => void;
  onClose: () => void;
}

export function FindDialog({ connection, text, onOpen, onClose }: FindDialogProps): ReactNode {
  const { t, format } = useMessages();
  const [typed, setTyped] = useState(text);
  const [wanted, setWanted] = useState(text);
  const found = useAsk("find_repositories", { connection, text: wanted }, { enabled: wanted !== "" });
  const rows = found.data?.repositories ?? [];
  const ask = (): void => setWanted(typed.trim());
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("registry.findTitle")}
      subtitle={t("registry.findText")}
      width="wide"
      actions={
        <Button tone="primary" onPress={ask} isPending={found.isFetching} disabledReason={typed.trim() === "" ? t("registry.findLabel") : undefined}>
          {t("registry.find")}
        </Button>
      }
    >
      <TextField label={t("registry.findLabel")} value={typed} onChange={setTyped} kind="search" onSubmit={ask} autoFocus />
      {found.error && <FailureNotice failure={found.error.failure} connection={connection} onRetry={() => void found.refetch()} />}
      {found.isFetching && !found.data && <Skeleton lines={5} label={t("common.loading")} />}
      {found.data && rows.length === 0 && <p role="status">{t(found.data.repositories === null ? "registry.findNone" : "registry.foundNothing")}</p>}
      {rows.length > 0 && (
        <table className={table["table"]} aria-label={t("registry.found")}>
          <thead>
            <tr>
              <th scope="col">{t("registry.name")}</th>
              <th scope="col">{t("registry.foundDescription")}</th>
              <th scope="col">{t("vendors.stars")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <td>
                  <button type="button" className={table["link"]} onClick={() => onOpen(row.name)}>
                    {visibleText(row.name)}
                  </button>{" "}
                  {row.public === false && <Icon icon={Lock} size={12} label={t("vendors.private")} />}
                </td>
                <td>{visibleText(row.description ?? "")}</td>
                <td>
                  {row.stars !== null && (
                    <>
                      <Star size={12} aria-hidden="true" /> {format.number(row.stars)}
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}
