// What a rule of the cache has brought: how large, how fresh, last used; and taking it away again.
import { Eraser, RefreshCw } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { PulledAt, PulledImage } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Skeleton } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { Capped } from "~/parts/Capped";
import { FailureNotice } from "~/parts/FailureNotice";
import { Age, Bytes } from "~/parts/Known";
import table from "~/parts/Table.module.css";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./pull_cache.module.css";
import type { Looking } from "./use_looking";

export interface PulledImagesProps {
  prefix: string;
  connection: string;
  /** `localhost:PORT`. */
  address: string;
  looking: Looking;
}

const keyOf = ({ repository, reference }: PulledAt): string => `${repository} ${reference}`;
const nameOf = ({ repository, reference }: PulledAt): string => visibleText(`${repository}${reference.includes(":") ? "@" : ":"}${reference}`);

export function PulledImages({ prefix, connection, address, looking }: PulledImagesProps): ReactNode {
  const { t, format } = useMessages();
  const toasts = useToasts();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const asked = useAsk("list_pulled", { prefix }, { always: true });
  const evict = useAct("evict_pulled");
  const images = asked.data ?? [];
  const picked = images.filter((image) => chosen.has(keyOf(image))).map(({ repository, reference }) => ({ repository, reference }));
  const choose = (image: PulledAt, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(keyOf(image));
    else next.delete(keyOf(image));
    setChosen(next);
  };
  const takeAway = (): void =>
    evict.mutate(
      { images: picked },
      {
        onSuccess: ({ bytes }) => {
          setChosen(new Set());
          toasts.show({ title: t("pullCache.evicted", { bytes: format.bytes(bytes) }), detail: t("pullCache.evictedText") });
        },
      },
    );
  if (asked.error) return <FailureNotice failure={asked.error.failure} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton label={t("common.loading")} />;
  if (images.length === 0)
    return <p className={styles["help"]}>{t("pullCache.noImages", { prefix: visibleText(prefix), command: `docker pull ${address}/${visibleText(prefix)}/…` })}</p>;
  return (
    <>
      <div className={styles["buttons"]}>
        <Checkbox
          isSelected={picked.length === images.length}
          isIndeterminate={picked.length > 0 && picked.length < images.length}
          onChange={(isAll) => setChosen(new Set(isAll ? images.map(keyOf) : []))}
        >
          {t("pullCache.all")}
        </Checkbox>
        {picked.length > 0 ? (
          <>
            <Button icon={RefreshCw} label={`${t("pullCache.lookChosen")} · ${t("pullCache.chosen", { count: picked.length })}`} isPending={looking.isLooking} onPress={() => looking.look(picked)}>
              {t("pullCache.lookChosen")}
            </Button>
            <Button icon={Eraser} tone="loss" isPending={evict.isPending} onPress={takeAway}>
              {t("pullCache.evictCount", { count: picked.length })}
            </Button>
          </>
        ) : null}
      </div>
      {evict.error ? <FailureNotice failure={evict.error.failure} /> : null}
      <Capped items={images} room={200}>
        {(rows) => (
          <div className={styles["tableFrame"]}>
            <table className={table["table"]} aria-label={t("pullCache.images")}>
              <thead>
                <tr>
                  <th scope="col" aria-label={t("pullCache.all")} />
                  <th scope="col">{t("pullCache.repository")}</th>
                  <th scope="col">{t("pullCache.tag")}</th>
                  <th scope="col" className={table["figure"]}>
                    {t("pullCache.size")}
                  </th>
                  <th scope="col">{t("pullCache.fetched")}</th>
                  <th scope="col">{t("pullCache.checked")}</th>
                  <th scope="col">{t("pullCache.used")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((image) => (
                  <Row key={keyOf(image)} image={image} connection={connection} isChosen={chosen.has(keyOf(image))} onChoose={(is) => choose(image, is)} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Capped>
    </>
  );
}

interface RowProps {
  image: PulledImage;
  connection: string;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}

function Row({ image, connection, isChosen, onChoose }: RowProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const { repository, reference, digest } = image;
  const isDigest = reference === digest;
  return (
    <tr>
      <td>
        <Checkbox isSelected={isChosen} onChange={onChoose} hideLabel>
          {t("pullCache.choose", { image: nameOf(image) })}
        </Checkbox>
      </td>
      <td>{visibleText(repository)}</td>
      <td>
        <button
          type="button"
          className={table["link"]}
          aria-label={nameOf(image)}
          title={visibleText(digest)}
          onClick={() => open(addresses.image(connection, repository, reference))}
        >
          {visibleText(isDigest ? `${reference.slice(0, 19)}…` : reference)}
        </button>
        {image.missingAt !== null ? (
          <span className={table["lost"]} title={t("pullCache.missingHelp")}>
            {t("pullCache.missing")}
          </span>
        ) : image.stale ? (
          <span className={table["mark"]} title={t("pullCache.staleHelp")}>
            {t("pullCache.stale")}
          </span>
        ) : null}
      </td>
      <td className={table["figure"]}>
        <Bytes value={image.bytes} />
      </td>
      <td>
        <Age time={image.fetchedAt} />
      </td>
      <td>{isDigest ? "" : <Age time={image.checkedAt} />}</td>
      <td>
        <Age time={image.usedAt} />
      </td>
    </tr>
  );
}
