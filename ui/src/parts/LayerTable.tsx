// The layers of an image, base first, with the media type and compressed bytes of each.

import type { ReactNode } from "react";
import type { Layer } from "~/bridge/generated/contract";
import { shortenMediaType } from "~/lib/media_type";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { Capped } from "./Capped";
import { CopyButton } from "~/kit/Notice";
import { DigestLabel } from "./DigestLabel";
import { Bytes } from "./Known";
import { RegistryText } from "./RegistryText";
import styles from "./Table.module.css";

/** A row a layer; layers kept elsewhere say so. */
export function LayerTable({ layers }: { layers: readonly Layer[] }): ReactNode {
  const { t, format } = useMessages();
  return (
    <Capped items={layers} room={200}>
      {(shown) => (
        <table className={styles["table"]} aria-label={t("image.layers")}>
          <thead>
            <tr>
              <th scope="col" className={styles["figure"]}>
                {t("image.number")}
              </th>
              <th scope="col">{t("image.digest")}</th>
              <th scope="col">{t("image.mediaType")}</th>
              <th scope="col" className={styles["figure"]}>
                {t("image.compressed")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((layer, index) => (
              <tr key={index}>
                <td className={styles["figure"]}>{format.number(index + 1)}</td>
                <td>
                  <span className={styles["withButton"]}>
                    <DigestLabel digest={layer.digest} first={12} />
                    <CopyButton text={layer.digest} label={t("image.copyDigestOf", { digest: layer.digest })} />
                  </span>
                  {layer.annotations.map((pair, place) => (
                    <div key={place} className={styles["note"]}>
                      <RegistryText text={`${pair.name} = ${pair.value}`} />
                    </div>
                  ))}
                </td>
                <td>
                  <span title={visibleText(layer.mediaType)}>
                    <RegistryText text={shortenMediaType(layer.mediaType)} />
                  </span>
                  {layer.foreign && (
                    <span className={styles["mark"]} title={t("image.foreignExplained")}>
                      {t("image.foreign")}
                    </span>
                  )}
                </td>
                <td className={styles["figure"]}>
                  <Bytes value={layer.size} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Capped>
  );
}
