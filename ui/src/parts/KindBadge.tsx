// Says what an image is: image, index, Helm chart, signature …

import type { ReactNode } from "react";
import type { ImageKind } from "~/bridge/generated/contract";
import { classNames } from "~/lib/class_names";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { RegistryText } from "./RegistryText";
import styles from "./Badges.module.css";

/** The word for each kind. */
export const kindNames = {
  image: "image.kindImage",
  index: "image.kindIndex",
  helmChart: "image.kindHelmChart",
  sbom: "image.kindSbom",
  signature: "image.kindSignature",
  attestation: "image.kindAttestation",
  artifact: "image.kindArtifact",
  relic: "image.kindRelic",
} as const satisfies Record<ImageKind, PlainKey>;

/** The kind in a word; an artifact's own type on hover, or in its place where there is room. */
export function KindBadge({ kind, artifactType = null, wide = false }: { kind: ImageKind; artifactType?: string | null; wide?: boolean }): ReactNode {
  const { t } = useMessages();
  return (
    <span className={classNames(styles["kind"], wide && styles["wide"], kind === "relic" && styles["relic"])} title={kind === "relic" ? t("image.relicExplained") : (artifactType ?? undefined)}>
      {t(kindNames[kind])}
      {wide && artifactType !== null && (
        <RegistryText text={artifactType} className={styles["artifactType"]} />
      )}
    </span>
  );
}
