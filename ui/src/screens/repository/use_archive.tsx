// Puts selected images into the registry's archive and gets them back; offered where the registry tells where images are kept.
import { Archive, ArchiveRestore } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection, ImageColumn, ImageRow } from "~/bridge/generated/contract";
import { explainFailure } from "~/bridge/failures";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import type { MenuEntry } from "~/kit/Menu";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { DigestLabel } from "~/parts/DigestLabel";
import { FailureNotice } from "~/parts/FailureNotice";
import { useFailureTeller } from "~/parts/failure_teller";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./use_archive.module.css";

/** Images that one request may name. */
const most = 1000;

export interface ArchiveProps {
  connection: Connection | undefined;
  repository: string;
  tells: readonly ImageColumn[];
  count: number;
  /** Those that are loaded. */
  rows: readonly ImageRow[];
  readRows: () => Promise<readonly ImageRow[]>;
}

export interface Asked {
  archive: boolean;
  images: readonly Pick<ImageRow, "digest" | "size">[];
  /** Selected ones that are elsewhere already. */
  others: number;
}

export function useArchive({ connection, repository, tells, count, rows, readRows }: ArchiveProps): { entries: readonly MenuEntry[]; dialog: ReactNode } {
  const { t } = useMessages();
  const tellFailure = useFailureTeller();
  const [asked, setAsked] = useState<Asked>();
  if (!tells.includes("storage")) return { entries: [], dialog: null };

  const frozen = (count === 0 ? t("repository.nothingSelected") : undefined) ?? (connection?.readOnly ? t("repository.readOnly") : undefined);
  const isLoaded = rows.length === count;
  const isAway = ({ storage }: ImageRow): boolean => storage === "archive";
  const isHere = ({ storage }: ImageRow): boolean => storage === "standard";
  const ask = (archive: boolean): void => {
    readRows().then((all) => {
      const distinct = [...new Map(all.flatMap((row) => (row.digest === null ? [] : [[row.digest, row] as const]))).values()];
      const images = distinct.filter(archive ? isHere : isAway);
      setAsked({ archive, images, others: distinct.length - images.length });
    }, tellFailure);
  };
  const entries: MenuEntry[] = [
    {
      id: "archive",
      label: t("archive.archive"),
      icon: Archive,
      disabledReason: frozen ?? (isLoaded && !rows.some(isHere) ? t("archive.noneHere") : undefined),
      run: () => ask(true),
    },
    {
      id: "restore",
      label: t("archive.restore"),
      icon: ArchiveRestore,
      disabledReason: frozen ?? (isLoaded && !rows.some(isAway) ? t("archive.noneAway") : undefined),
      run: () => ask(false),
    },
  ];
  const dialog = asked && connection ? <ArchiveDialog connection={connection} repository={repository} asked={asked} onClose={() => setAsked(undefined)} /> : null;
  return { entries, dialog };
}

interface ArchiveDialogProps {
  connection: Connection;
  repository: string;
  asked: Asked;
  onClose: () => void;
}

/** Asks whether images go into the archive or come back, and does it. */
export function ArchiveDialog({ connection, repository, asked, onClose }: ArchiveDialogProps): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const toasts = useToasts();
  const open = useOpen();
  const set = useAct("set_storage_class");
  const { archive, images, others } = asked;
  const count = images.length;
  const bytes = images.every((row) => row.size !== null) ? images.reduce((sum, row) => sum + (row.size ?? 0), 0) : undefined;
  const failed = set.data?.failed ?? [];
  const submit = (): void =>
    set.mutate(
      { connection: connection.id, repository, digests: images.flatMap((row) => row.digest ?? []), archive },
      {
        onSuccess: (answer) => {
          if (answer.done > 0) {
            toasts.show({
              title: t(archive ? "archive.archived" : "archive.restoring", { count: answer.done }),
              detail: archive ? t("ecr.savedUndo") : t("archive.takes"),
              action: { label: t("archive.toActivity"), run: () => open(addresses.activity()) },
            });
          }
          if (answer.failed.length === 0) onClose();
        },
      },
    );
  const tooMany = count > most ? t("archive.tooMany", { most: format.number(most) }) : count === 0 ? t("archive.noneHere") : undefined;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title={t(archive ? "archive.archiveTitle" : "archive.restoreTitle", { count })}
      actions={
        <>
          <Button onPress={onClose}>{t(failed.length > 0 ? "common.close" : "common.cancel")}</Button>
          {failed.length > 0 ? null : (
            <Button tone="primary" onPress={submit} isPending={set.isPending} disabledReason={tooMany}>
              {t(archive ? "archive.archiveAct" : "archive.restoreAct")}
            </Button>
          )}
        </>
      }
    >
      {failed.length > 0 ? (
        <section aria-label={t("archive.failed")}>
          <p className={styles["lost"]}>{t("archive.failedCount", { count: failed.length })}</p>
          <ul className={styles["failed"]}>
            {failed.map(({ digest, failure }) => (
              <li key={digest}>
                <DigestLabel digest={digest} /> {explainFailure(failure, messages).title}
                <span className={styles["detail"]}>{visibleText(failure.detail)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : (
        <ul className={styles["said"]}>
          <li>{t(archive ? "archive.notPulled" : "archive.takes")}</li>
          <li>{t(archive ? "archive.least" : "archive.retrieval")}</li>
          {archive ? <li>{t("archive.takesLater")}</li> : null}
          {bytes === undefined ? null : <li>{t("archive.bytes", { bytes: format.bytes(bytes) })}</li>}
          {others > 0 ? <li>{t("archive.others", { count: others })}</li> : null}
          <li>{t(archive ? "archive.undoArchive" : "archive.undoRestore")}</li>
        </ul>
      )}
      {set.error ? <FailureNotice failure={set.error.failure} connection={connection.id} /> : null}
    </Dialog>
  );
}
