// What describes an image: signatures, SBOMs, attestations, and how each was found.

import type { ReactNode } from "react";
import type { Referrer, ReferrersFound } from "~/bridge/generated/contract";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { Capped } from "./Capped";
import { DigestLabel } from "./DigestLabel";
import { KindBadge } from "./KindBadge";
import { Bytes } from "./Known";
import { RegistryText } from "./RegistryText";
import styles from "./Table.module.css";

/** The words for where referrers were found. */
export const foundNames = {
  api: "image.foundApi",
  fallbackTag: "image.foundFallbackTag",
  cosignTag: "image.foundCosignTag",
  index: "image.foundIndex",
} as const satisfies Record<ReferrersFound, PlainKey>;

export interface ReferrerListProps {
  label: string;
  referrers: readonly Referrer[];
  onOpen: (digest: string) => void;
}

/** A row a referrer; its digest opens it. */
export function ReferrerList({ label, referrers, onOpen }: ReferrerListProps): ReactNode {
  const { t } = useMessages();
  return (
    <Capped items={referrers} room={100}>
      {(shown) => (
        <table className={styles["table"]} aria-label={label}>
          <thead>
            <tr>
              <th scope="col">{t("image.kind")}</th>
              <th scope="col">{t("image.digest")}</th>
              <th scope="col">{t("image.found")}</th>
              <th scope="col" className={styles["figure"]}>
                {t("image.manifestBytes")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((referrer, index) => (
              <tr key={index}>
                <td>
                  <KindBadge kind={referrer.kind} />
                  {referrer.artifactType !== null && (
                    <div className={styles["note"]}>
                      <RegistryText text={referrer.artifactType} />
                    </div>
                  )}
                </td>
                <td>
                  <button type="button" className={styles["link"]} onClick={() => onOpen(referrer.digest)}>
                    <DigestLabel digest={referrer.digest} first={12} />
                  </button>
                  {referrer.annotations.map((pair, place) => (
                    <div key={place} className={styles["note"]}>
                      <RegistryText text={`${pair.name} = ${pair.value}`} />
                    </div>
                  ))}
                </td>
                <td>{t(foundNames[referrer.found])}</td>
                <td className={styles["figure"]}>
                  <Bytes value={referrer.size} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Capped>
  );
}
