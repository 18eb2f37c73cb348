// What takes up a registry's space: a map of its repositories, and of one repository's images; and what that costs.
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { CostGaps, ImageUse, RepositoryUse } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { useWindowState } from "~/bridge/window_state";
import { EmptyState, Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { classNames } from "~/lib/class_names";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { Capped } from "~/parts/Capped";
import { DigestLabel } from "~/parts/DigestLabel";
import { FailureNotice } from "~/parts/FailureNotice";
import { Bytes, Unknown } from "~/parts/Known";
import { RepositoryName } from "~/parts/RepositoryName";
import table from "~/parts/Table.module.css";
import { Treemap } from "~/parts/Treemap";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import { priceOf, readPrice } from "./price";
import styles from "./health.module.css";

const isText = (value: unknown): value is string => typeof value === "string";

export function StorageView({ connection }: { connection: string }): ReactNode {
  const { t, format, language } = useMessages();
  const open = useOpen();
  const [opened, setOpened] = useAddressState("repository");
  const repository = opened === "" ? null : opened;
  const { value: priceText, setValue: setPriceText } = useWindowState<string>(`price.${connection}`, isText, "");
  const use = useAsk("read_storage_use", { connection, repository }, { placeholder: (previous) => previous, always: true });
  const { data } = use;
  const price = readPrice(priceText);
  const money = (bytes: number | null): ReactNode => (bytes === null || price === undefined ? <Unknown /> : priceOf(bytes, price, language));
  const repositories = useMemo(
    () => (data?.repositories ?? []).map((row) => tileOf(row.repository, visibleText(row.repository), row, { t, format })),
    [data, t, format],
  );
  const images = useMemo(
    () =>
      (data?.images ?? []).map((image) => {
        const name = image.tags.length === 0 ? shortenDigest(image.digest) : format.list(image.tags.slice(0, 3));
        return tileOf(image.digest, visibleText(name), image, { t, format });
      }),
    [data, t, format],
  );
  if (use.error) return <FailureNotice failure={use.error.failure} connection={connection} onRetry={() => void use.refetch()} />;
  if (!data) return <Skeleton lines={8} label={t("common.loading")} />;
  const chosen = data.repositories.find((each) => each.repository === repository);
  return (
    <div className={styles["page"]}>
      <div className={styles["figures"]}>
        <dl>
          <dt>{t("health.total")}</dt>
          <dd title={t("health.totalExplained")}>
            <strong>{format.bytes(data.bytes)}</strong>
          </dd>
        </dl>
        {price !== undefined && (
          <dl>
            <dt>{t("health.aMonth")}</dt>
            <dd>
              <strong>{money(data.bytes)}</strong>
            </dd>
          </dl>
        )}
        <div className={styles["price"]}>
          <TextField
            label={t("health.price")}
            description={t("health.priceHelp")}
            value={priceText}
            onChange={setPriceText}
            error={priceText.trim() !== "" && price === undefined ? t("health.priceWrong") : undefined}
          />
        </div>
      </div>
      {data.bytes === 0 ? (
        <EmptyState title={t("health.noSizes")}>{t("health.noSizesText")}</EmptyState>
      ) : (
        <>
          <section aria-label={t("health.map")} className={styles["kind"]}>
            <h2>{t("health.map")}</h2>
            <p className={styles["help"]}>{t("health.mapText")}</p>
            <Treemap label={t("health.map")} items={repositories} selected={repository} onPress={(id) => setOpened(id === repository ? "" : id, true)} />
          </section>
          {chosen ? (
            <section aria-label={t("health.mapOf", { repository: visibleText(chosen.repository) })} className={styles["kind"]}>
              <h2>{t("health.mapOf", { repository: visibleText(chosen.repository) })}</h2>
              <p className={styles["help"]}>{t("health.mapOfText")}</p>
              <Treemap
                label={t("health.mapOf", { repository: visibleText(chosen.repository) })}
                items={images}
                selected={null}
                onPress={(digest) => open(addresses.image(connection, chosen.repository, digest))}
              />
              <Images images={data.images} onOpen={(digest) => open(addresses.image(connection, chosen.repository, digest))} money={money} hasPrice={price !== undefined} />
            </section>
          ) : (
            <p className={styles["help"]}>{t("health.chooseOne")}</p>
          )}
          <Repositories rows={data.repositories} selected={repository} onOpen={(name) => setOpened(name, true)} money={money} hasPrice={price !== undefined} />
        </>
      )}
    </div>
  );
}

function tileOf(
  id: string,
  name: string,
  { bytes, onlyIts }: { bytes: number | null; onlyIts: number | null },
  { t, format }: Pick<ReturnType<typeof useMessages>, "t" | "format">,
): { id: string; name: string; detail: string; amount: number; own: number } {
  const amount = bytes ?? 0;
  const own = onlyIts ?? 0;
  const detail = t("health.imageDetail", { bytes: format.bytes(amount), own: format.bytes(own) });
  return { id, name, detail, amount, own: amount === 0 ? 0 : own / amount };
}

type SayMoney = (bytes: number | null) => ReactNode;

function isAtMost(gaps: CostGaps): boolean {
  return gaps.unshared > 0;
}

interface RepositoriesProps {
  rows: readonly RepositoryUse[];
  selected: string | null;
  onOpen: (repository: string) => void;
  money: SayMoney;
  hasPrice: boolean;
}

function Repositories({ rows, selected, onOpen, money, hasPrice }: RepositoriesProps): ReactNode {
  const { t, format } = useMessages();
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = rows.filter((row) => row.repository.toLowerCase().includes(wanted));
  return (
    <>
      <div className={styles["filter"]}>
        <TextField label={t("health.filter")} hideLabel kind="search" placeholder={t("health.filter")} value={text} onChange={setText} />
      </div>
      <Capped items={shown} room={100}>
        {(some) => (
          <table className={table["table"]} aria-label={t("health.map")}>
            <thead>
              <tr>
                <th scope="col">{t("health.repository")}</th>
                <Figures hasPrice={hasPrice} withImages />
              </tr>
            </thead>
            <tbody>
              {some.map((row) => (
                <tr key={row.repository} className={row.repository === selected ? table["selected"] : undefined} aria-current={row.repository === selected ? "true" : undefined}>
                  <td>
                    <button type="button" className={table["link"]} onClick={() => onOpen(row.repository)}>
                      <RepositoryName name={row.repository} />
                    </button>
                  </td>
                  <td className={table["figure"]}>{row.listed ? format.number(row.images) : <Unknown />}</td>
                  <td className={table["figure"]} title={isAtMost(row.gaps) ? t("health.atMost") : undefined}>
                    {isAtMost(row.gaps) ? "≤ " : ""}
                    <Bytes value={row.bytes} />
                  </td>
                  <td className={table["figure"]}>
                    <Bytes value={row.onlyIts} />
                  </td>
                  {hasPrice && <td className={table["figure"]}>{money(row.bytes)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Capped>
    </>
  );
}

function Figures({ hasPrice, withImages = false }: { hasPrice: boolean; withImages?: boolean }): ReactNode {
  const { t } = useMessages();
  const figure = classNames(table["figure"]);
  return (
    <>
      {withImages && (
        <th scope="col" className={figure}>
          {t("health.images")}
        </th>
      )}
      <th scope="col" className={figure}>
        {t("health.size")}
      </th>
      <th scope="col" className={figure} title={t("health.onlyItsExplained")}>
        {t("health.onlyIts")}
      </th>
      {hasPrice && (
        <th scope="col" className={figure}>
          {t("health.aMonth")}
        </th>
      )}
    </>
  );
}

interface ImagesProps {
  images: readonly ImageUse[];
  onOpen: (digest: string) => void;
  money: SayMoney;
  hasPrice: boolean;
}

function Images({ images, onOpen, money, hasPrice }: ImagesProps): ReactNode {
  const { t, format } = useMessages();
  return (
    <Capped items={images} room={20}>
      {(shown) => (
        <table className={table["table"]} aria-label={t("health.images")}>
          <thead>
            <tr>
              <th scope="col">{t("health.image")}</th>
              <Figures hasPrice={hasPrice} />
            </tr>
          </thead>
          <tbody>
            {shown.map((image) => (
              <tr key={image.digest}>
                <td>
                  <button type="button" className={table["link"]} onClick={() => onOpen(image.digest)}>
                    {image.tags.length === 0 ? <DigestLabel digest={image.digest} brief /> : visibleText(format.list(image.tags.slice(0, 4)))}
                  </button>
                </td>
                <td className={table["figure"]} title={image.whole ? t("health.atMost") : undefined}>
                  {image.whole ? "≤ " : ""}
                  <Bytes value={image.bytes} />
                </td>
                <td className={table["figure"]}>
                  <Bytes value={image.onlyIts} />
                </td>
                {hasPrice && <td className={table["figure"]}>{money(image.bytes)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Capped>
  );
}
