// Beside the grid: the one image that is selected, in short, or what several have in all.

import { SquareArrowOutUpRight } from "lucide-react";
import { memo, useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Connection, ImageRow } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { ImageSummary } from "~/parts/ImageSummary";
import { Fact, Facts, Inspected } from "~/parts/Inspected";
import { Bytes, Unknown } from "~/parts/Known";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./ImageInspector.module.css";
import { sumRows } from "./selection";
import { selectorOf } from "./use_image_actions";
import type { ImageActions } from "./use_image_actions";
import type { PullCommands } from "./use_pull_commands";
import { useEngine } from "./use_engine";

export interface ImageInspectorProps {
  connection: Connection | undefined;
  repository: string;
  count: number;
  rows: readonly ImageRow[];
  actions: ImageActions;
  pull: PullCommands;
}

export function ImageInspector(props: ImageInspectorProps): ReactNode {
  const { count, rows } = props;
  const only = count === 1 ? rows[0] : undefined;
  if (only) return <OneImage {...props} row={only} />;
  return count > 1 ? <SeveralImages {...props} /> : <NothingInspected />;
}

/** What is said while no image is selected; the same however the list changes. */
export const NothingInspected = memo(function NothingInspected(): ReactNode {
  const { t } = useMessages();
  return (
    <Inspected title={t("repository.inspectorNone")}>
      <p>{t("repository.inspectorNoneText")}</p>
    </Inspected>
  );
});

/** How long the keyboard rests on a row before its image is asked for: held arrows ask nothing. */
const rest = 80;

function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), rest);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

function OneImage({ connection, repository, row, actions, pull }: ImageInspectorProps & { row: ImageRow }): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const [engine, setEngine] = useEngine();
  const id = connection?.id ?? "";
  // By digest where it is known: the tag may have moved since the list was made.
  const wanted = row.digest ?? selectorOf(row) ?? "";
  const selector = useRested(wanted);
  const image = useAsk("open_image", { connection: id, repository, selector }, { enabled: id !== "" && selector === wanted });
  const isShown = selector === wanted;
  return (
    <Inspected
      title={row.tags[0] ?? t("repository.untagged")}
      actions={
        <Button icon={SquareArrowOutUpRight} tone="primary" onPress={actions.open.run}>
          {t("repository.openImage")}
        </Button>
      }
    >
      {isShown && image.error && <FailureNotice failure={image.error.failure} connection={id} onRetry={() => void image.refetch()} />}
      {isShown && image.data?.problem && <FailureNotice failure={image.data.problem} connection={id} />}
      <ImageSummary
        row={row}
        image={isShown ? image.data : undefined}
        pull={pull}
        engine={engine}
        onEngineChange={setEngine}
        onOpen={(target) => open(addresses.image(id, repository, target))}
      />
      {(!isShown || image.isPending) && <Skeleton lines={4} label={t("common.loading")} />}
    </Inspected>
  );
}

function SeveralImages({ count, rows, actions }: ImageInspectorProps): ReactNode {
  const { t, format } = useMessages();
  const totals = sumRows(rows);
  const isAll = rows.length === count;
  return (
    <Inspected
      title={t("repository.selected", { count })}
      actions={[actions.copyReference, actions.copyDigest, actions.removeTags, actions.deleteImages].map((action) => (
        <Button
          key={action.id}
          icon={action.icon}
          tone={action.id === "deleteImages" ? "loss" : "plain"}
          disabledReason={action.disabledReason}
          onPress={action.run}
          wide
        >
          {action.label}
        </Button>
      ))}
    >
      {isAll ? (
        <Facts>
          <Fact name={t("repository.totalImages")}>{format.number(totals.images)}</Fact>
          <Fact name={t("repository.totalTags")}>{format.number(totals.tags)}</Fact>
          <Fact name={t("repository.totalSize")}>
            {totals.unknownSizes === totals.images ? <Unknown /> : <Bytes value={totals.size} />}
            {totals.unknownSizes < totals.images && <p className={styles["note"]}>{t("repository.totalSizeNote")}</p>}
            {totals.unknownSizes > 0 && <p className={styles["note"]}>{t("repository.totalUnknown", { count: totals.unknownSizes })}</p>}
          </Fact>
        </Facts>
      ) : (
        <p>{t("repository.totalsTooMany", { most: rows.length })}</p>
      )}
    </Inspected>
  );
}
