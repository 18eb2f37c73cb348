// What changed between two images of a tag: config, layers, bytes and packages.
import type { ReactNode } from "react";
import { useAsk } from "~/bridge/queries";
import { Skeleton } from "~/kit/Notice";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages, PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Unknown } from "~/parts/Known";
import table from "~/parts/Table.module.css";
import { compareImages, compareLayers } from "./image_difference";
import type { Difference } from "./image_difference";
import { PackageDifference } from "./PackageDifference";
import styles from "./TagMoves.module.css";

export interface ImageDifferenceProps {
  connection: string;
  repository: string;
  before: string;
  now: string;
}

export function ImageDifference({ connection, repository, before, now }: ImageDifferenceProps): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const then = useAsk("open_image", { connection, repository, selector: before });
  const today = useAsk("open_image", { connection, repository, selector: now });
  const error = then.error ?? today.error;
  const title = t("history.changed", { digest: shortenDigest(before) });
  if (error) return <FailureNotice failure={error.failure} connection={connection} />;
  if (!then.data || !today.data) return <Skeleton label={t("common.loading")} lines={4} />;
  const differences = compareImages(then.data, today.data);
  const { added, gone, same } = compareLayers(then.data.content?.layers ?? [], today.data.content?.layers ?? []);
  const bytes = (layers: readonly { size: number }[]): string => format.bytes(layers.reduce((sum, layer) => sum + layer.size, 0));
  const isSame = differences.length === 0 && added.length === 0 && gone.length === 0;
  return (
    <section className={styles["moves"]} aria-label={title}>
      <h3>{title}</h3>
      {isSame ? <p className={styles["help"]}>{t("history.same")}</p> : null}
      {added.length + gone.length + same > 0 && !isSame ? (
        <ul>
          {added.length > 0 ? <li>{t("history.layersAdded", { count: added.length, bytes: bytes(added) })}</li> : null}
          {gone.length > 0 ? <li>{t("history.layersGone", { count: gone.length, bytes: bytes(gone) })}</li> : null}
          {same > 0 ? <li>{t("history.layersSame", { count: same })}</li> : null}
        </ul>
      ) : null}
      {differences.length > 0 ? (
        <div className={styles["tableFrame"]}>
          <table className={table["table"]} aria-label={title}>
            <thead>
              <tr>
                <th scope="col">{t("history.changedWhat")}</th>
                <th scope="col">{t("history.changedBefore")}</th>
                <th scope="col">{t("history.changedNow")}</th>
              </tr>
            </thead>
            <tbody>
              {differences.map((each) => (
                <tr key={`${each.what} ${each.name ?? ""}`}>
                  <th scope="row">{sayWhat(each, messages)}</th>
                  <td>
                    <Value of={each} value={each.before} />
                  </td>
                  <td>
                    <Value of={each} value={each.now} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <PackageDifference connection={connection} repository={repository} before={before} now={now} />
    </section>
  );
}

const names: Readonly<Record<Exclude<Difference["what"], "environment" | "label">, PlainKey>> = {
  created: "history.created",
  size: "history.size",
  platforms: "history.platforms",
  entrypoint: "history.entrypoint",
  command: "history.command",
  user: "history.user",
  directory: "history.directory",
  ports: "history.ports",
  volumes: "history.volumes",
};

function sayWhat({ what, name }: Difference, { t }: Messages): string {
  if (what === "environment") return t("history.environment", { name: visibleText(name ?? "") });
  if (what === "label") return t("history.label", { name: visibleText(name ?? "") });
  return t(names[what]);
}

function Value({ of, value }: { of: Difference; value: string | number | null }): ReactNode {
  const { format } = useMessages();
  if (value === null) return <Unknown />;
  if (of.what === "size") return format.bytes(Number(value));
  if (of.what === "created") return format.exact(Number(value));
  return <code>{visibleText(String(value))}</code>;
}
