// The columns of the images of a repository: what each is called and what a row shows in it.

import { Paperclip, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Grouping, ImageColumn, ImageRow } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import type { GridColumn } from "~/kit/VirtualGrid";
import { visibleText } from "~/lib/visible_text";
import type { Messages } from "~/messages/Messages";
import { useMessages } from "~/messages/Messages";
import { DigestLabel } from "~/parts/DigestLabel";
import { KindBadge } from "~/parts/KindBadge";
import { Age, Bytes, Day, Unknown } from "~/parts/Known";
import { PlatformNames } from "~/parts/PlatformBadges";
import { RegistryText } from "~/parts/RegistryText";
import { ScanMark } from "~/parts/ScanMark";
import { StorageMark } from "~/parts/StorageMark";
import { ReplicationMark, SigningMark } from "~/parts/UpkeepMarks";
import styles from "./columns.module.css";

/** Below this width of the list the age of what is shown, which the inspector says too, makes room for the tags. */
export const roomForAll = 780;

/**
 * The columns in their order; the widths are a first wish. Those in `tells` only some registries fill: where
 * they are, what one asks first of such a registry comes first, and the rest follows beyond the edge.
 */
export function imageColumns(t: Messages["t"], grouping: Grouping, hasAge = true, tells: readonly ImageColumn[] = []): GridColumn<ImageRow>[] {
  const column = (
    id: ImageColumn,
    label: string,
    width: number,
    cell: (row: ImageRow) => ReactNode,
    more: Partial<GridColumn<ImageRow>> = {},
  ): GridColumn<ImageRow> => ({ id, label, width, isSortable: true, cell, ...more });
  const tag = column("tag", grouping === "tag" ? t("repository.tag") : t("repository.tags"), 164, (row) => <Tags row={row} />, {
    grow: 3,
    minWidth: 120,
  });
  const digest = column("digest", t("repository.digest"), 116, (row) =>
    row.digest === null ? <Unknown /> : <DigestLabel digest={row.digest} brief />,
  );
  const platforms = column("platforms", t("repository.platforms"), 112, (row) => <Platforms row={row} />, { grow: 1 });
  const size = column("size", t("repository.compressed"), 90, (row) => <Bytes value={row.size} />, { align: "end" });
  const created = column("created", t("repository.created"), 114, (row) => <Age time={row.created} />);
  const kind = column("kind", t("repository.type"), 96, (row) =>
    row.kind === null ? <Unknown /> : <KindBadge kind={row.kind} artifactType={row.artifactType} />,
  );
  const age = column("age", t("repository.seen"), 110, (row) => <Age time={row.observedAt} />);
  if (tells.length === 0) return [tag, digest, platforms, size, created, kind, ...(hasAge ? [age] : [])];
  const told = [
    column("pushed", t("repository.pushed"), 116, (row) => <Age time={row.pushed} />),
    column("pulled", t("repository.pulled"), 116, (row) => <Age time={row.pulled} />),
    column("expires", t("repository.expires"), 116, (row) => (row.expires === null ? null : <Day time={row.expires} />)),
    column("scan", t("repository.scan"), 132, (row) => <ScanMark scan={row.scan} />),
    column("storage", t("repository.storage"), 112, (row) => <StorageMark storage={row.storage} />),
    column("signing", t("upkeep.signing"), 124, (row) => <SigningMark signing={row.signing} />),
    column("replication", t("upkeep.replication"), 104, (row) => <ReplicationMark replication={row.replication} />),
  ].filter(({ id }) => tells.some((each) => each === id));
  return [tag, platforms, size, ...told, kind, digest, created, age];
}

/** Tags drawn at most besides the first, where there is room for them. */
const otherTags = 8;

function Tags({ row }: { row: ImageRow }): ReactNode {
  const { t } = useMessages();
  const [first] = row.tags;
  const others = row.tags.slice(1, 1 + otherTags);
  const more = row.tagCount - 1;
  return (
    <>
      {first === undefined ? (
        <span className={styles["untagged"]}>{t("repository.untagged")}</span>
      ) : (
        <span className={styles["tags"]} title={visibleText(row.tags.join(", "))}>
          <RegistryText text={first} className={styles["tag"]} />
          {more > 0 && <span className={styles["more"]}>{t("repository.more", { count: more })}</span>}
          {others.length > 0 && (
            <span className={styles["others"]}>
              {others.map((tag) => (
                <RegistryText key={tag} text={tag} className={styles["other"]} />
              ))}
            </span>
          )}
        </span>
      )}
      <span className={styles["marks"]}>
        {row.broken && (
          <span className={styles["broken"]} title={t("repository.brokenExplained")}>
            <Icon icon={TriangleAlert} size={14} />
            {t("repository.broken")}
          </span>
        )}
        {row.problem !== null && (
          <span className={styles["broken"]} title={t("repository.problemExplained")}>
            <Icon icon={TriangleAlert} size={14} label={t("repository.problem")} />
          </span>
        )}
        {row.attachments > 0 && (
          <span className={styles["attachments"]} title={t("repository.attachments", { count: row.attachments })}>
            <Icon icon={Paperclip} size={12} label={t("repository.attachments", { count: row.attachments })} />
            <span aria-hidden="true">{row.attachments}</span>
          </span>
        )}
      </span>
    </>
  );
}

function Platforms({ row }: { row: ImageRow }): ReactNode {
  if (row.platforms.length > 0) {
    return <PlatformNames platforms={row.platforms} />;
  }
  // A chart or a signature has none; of an image whose details are not there nobody knows.
  return row.kind === null || row.kind === "image" || row.kind === "index" ? <Unknown /> : null;
}
