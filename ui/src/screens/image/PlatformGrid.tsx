// The platforms of an index; arrows go through them and the content below follows.

import { Paperclip, TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { PlatformImage } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { ContextMenu } from "~/kit/Menu";
import type { MenuEntries, Point } from "~/kit/Menu";
import { copyText } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { positionAt, startPosition } from "~/kit/grid_position";
import { VirtualGrid, rowHeight } from "~/kit/VirtualGrid";
import type { GridColumn } from "~/kit/VirtualGrid";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { DigestLabel } from "~/parts/DigestLabel";
import { KindBadge } from "~/parts/KindBadge";
import { Age, Bytes, Unknown } from "~/parts/Known";
import { RegistryText } from "~/parts/RegistryText";
import { usePullCommands } from "../repository/use_pull_commands";
import { engineNames } from "~/parts/CommandBlock";
import styles from "./PlatformGrid.module.css";

/** More platforms than this scroll in their own box. */
const mostShown = 7;

export interface PlatformGridProps {
  connection: string;
  repository: string;
  platforms: readonly PlatformImage[];
  selected: string | undefined;
  onSelect: (digest: string) => void;
  onOpen: (digest: string) => void;
}

export function PlatformGrid({ connection, repository, platforms, selected, onSelect, onOpen }: PlatformGridProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const [menuAt, setMenuAt] = useState<Point>();
  const columns = useMemo(() => platformColumns(t), [t]);
  const index = platforms.findIndex((child) => child.digest === selected);
  const child = platforms[index];
  const pull = usePullCommands(
    child && { connection, repository, tag: null, digest: child.digest, platform: child.platform, kind: child.kind },
  );
  const copy = (text: string, said: string): void => void copyText(text).then(() => toasts.show({ title: said }));
  const entries: MenuEntries = child
    ? [
        { id: "open", label: t("common.open"), shortcut: "Enter", run: () => onOpen(child.digest) },
        { id: "digest", label: t("common.copyDigest"), run: () => copy(child.digest, t("repository.copiedDigest")) },
        {
          id: "pull",
          label: t("repository.copyPullByDigest"),
          entries: pull.byDigest.map((command) => ({
            id: command.engine,
            label: engineNames[command.engine],
            run: () => copy(command.text, t("repository.copiedPull")),
          })),
        },
      ]
    : [];
  return (
    <section aria-label={t("image.platforms")} className={styles["platforms"]}>
      <div className={styles["grid"]} style={{ height: (Math.min(platforms.length, mostShown) + 1) * rowHeight + 2 }}>
        <VirtualGrid<PlatformImage>
          label={t("image.platformsOf")}
          columns={columns}
          count={platforms.length}
          rowAt={(at) => platforms[at]}
          selectionMode="single"
          position={index === -1 ? startPosition : positionAt(index)}
          onPositionChange={(position) => {
            const next = position.active === undefined ? undefined : platforms[position.active];
            if (next) onSelect(next.digest);
          }}
          onOpen={(at) => {
            const opened = platforms[at];
            if (opened) onOpen(opened.digest);
          }}
          onContextMenu={(_, at) => setMenuAt(at)}
          onTypeAhead={(text) => {
            const found = platforms.findIndex((each) => each.platform?.includes(text.toLowerCase()));
            return found === -1 ? undefined : found;
          }}
          toneOf={(row) => (row.present === "missing" ? "loss" : undefined)}
        />
      </div>
      <ContextMenu label={t("repository.contextMenu")} at={menuAt} entries={entries} onClose={() => setMenuAt(undefined)} />
    </section>
  );
}

function platformColumns(t: Messages["t"]): GridColumn<PlatformImage>[] {
  return [
    {
      id: "platform",
      label: t("image.platform"),
      width: 150,
      grow: 1,
      cell: (row) => (row.platform === null ? <span className={styles["faint"]}>{t("image.noPlatform")}</span> : <RegistryText text={row.platform} />),
    },
    { id: "digest", label: t("image.digest"), width: 180, cell: (row) => <DigestLabel digest={row.digest} /> },
    { id: "kind", label: t("image.kind"), width: 96, cell: (row) => <KindBadge kind={row.kind} /> },
    { id: "size", label: t("image.compressed"), width: 100, align: "end", cell: (row) => <Bytes value={row.size} /> },
    { id: "created", label: t("image.created"), width: 120, cell: (row) => <Age time={row.created} /> },
    { id: "present", label: t("image.presence"), width: 120, cell: (row) => <Present row={row} /> },
    {
      id: "attestations",
      label: t("image.attestations"),
      width: 100,
      align: "end",
      cell: (row) =>
        row.attestations.length === 0 ? (
          <span className={styles["faint"]}>{t("common.none")}</span>
        ) : (
          <span className={styles["count"]}>
            <Icon icon={Paperclip} size={12} />
            {row.attestations.length}
          </span>
        ),
    },
  ];
}

function Present({ row }: { row: PlatformImage }): ReactNode {
  const { t } = useMessages();
  switch (row.present) {
    case "present":
      return t("image.present");
    case "unknown":
      return <Unknown />;
    case "missing":
      return (
        <span className={styles["count"]} title={t("image.missingChild")}>
          <Icon icon={TriangleAlert} size={14} />
          {t("image.missing")}
        </span>
      );
  }
}
