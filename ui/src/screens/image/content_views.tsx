// What is inside an image, one view each: how it runs, how it was built, its layers, its referrers, its annotations.

import type { ReactNode } from "react";
import type { Image, Referrer, ReferrersFound } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { BuildSteps } from "~/parts/BuildSteps";
import { ConfigOverview } from "~/parts/ConfigOverview";
import { LayerTable } from "~/parts/LayerTable";
import { PairTable } from "~/parts/PairTable";
import { ReferrerList, foundNames } from "~/parts/ReferrerList";
import styles from "./content_views.module.css";

function View({ children }: { children: ReactNode }): ReactNode {
  return <div className={styles["view"]}>{children}</div>;
}

function Nothing({ children }: { children: string }): ReactNode {
  return <p className={styles["nothing"]}>{children}</p>;
}

export function OverviewView({ image }: { image: Image }): ReactNode {
  const { t } = useMessages();
  const config = image.content?.config;
  return <View>{config ? <ConfigOverview config={config} /> : <Nothing>{t("image.noConfig")}</Nothing>}</View>;
}

export function HistoryView({ image }: { image: Image }): ReactNode {
  const { t } = useMessages();
  const steps = image.content?.steps ?? [];
  return <View>{steps.length > 0 ? <BuildSteps steps={steps} /> : <Nothing>{t("image.noHistory")}</Nothing>}</View>;
}

export function LayersView({ image }: { image: Image }): ReactNode {
  const { t, format } = useMessages();
  const layers = image.content?.layers ?? [];
  if (layers.length === 0) {
    return (
      <View>
        <Nothing>{t("image.noLayers")}</Nothing>
      </View>
    );
  }
  const bytes = layers.reduce((sum, layer) => sum + layer.size, 0);
  return (
    <View>
      <p className={styles["sum"]}>{t("image.layersSum", { count: layers.length, bytes: format.bytes(bytes) })}</p>
      <LayerTable layers={layers} />
    </View>
  );
}

export interface ReferrersViewProps {
  referrers: readonly Referrer[];
  /** How the registry was asked; `null` when nothing answered. */
  found: ReferrersFound | null;
  onOpen: (digest: string) => void;
}

export function ReferrersView({ referrers, found, onOpen }: ReferrersViewProps): ReactNode {
  const { t } = useMessages();
  return (
    <View>
      {referrers.length > 0 && <ReferrerList label={t("image.referrers")} referrers={referrers} onOpen={onOpen} />}
      {found === null ? (
        <Nothing>{t("image.referrersUnknown")}</Nothing>
      ) : (
        referrers.length === 0 && <Nothing>{t("image.noReferrers")}</Nothing>
      )}
      {found !== null && <p className={styles["sum"]}>{t("image.referrersBy", { how: t(foundNames[found]) })}</p>}
    </View>
  );
}

export interface AnnotationsViewProps {
  image: Image;
  /** The platform one looks at, where the image is an index. */
  child: Image | undefined;
  childName: string | undefined;
}

export function AnnotationsView({ image, child, childName }: AnnotationsViewProps): ReactNode {
  const { t } = useMessages();
  const ofChild = child?.annotations ?? [];
  if (image.annotations.length === 0 && ofChild.length === 0) {
    return (
      <View>
        <Nothing>{t("image.noAnnotations")}</Nothing>
      </View>
    );
  }
  return (
    <View>
      {image.annotations.length > 0 && (
        <section>
          {childName !== undefined && <h3>{t("image.rawIndex")}</h3>}
          <PairTable label={t("image.annotations")} pairs={image.annotations} />
        </section>
      )}
      {ofChild.length > 0 && (
        <section>
          <h3>{visibleText(childName ?? "")}</h3>
          <PairTable label={t("image.annotations")} pairs={ofChild} />
        </section>
      )}
    </View>
  );
}
