// Scanning of a repository of Amazon ECR: whether it is done on push, and the scan of each image.
import { useState } from "react";
import type { ReactNode } from "react";
import { useAct, useAsk } from "~/bridge/queries";
import { Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { Switch } from "~/kit/Switch";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import type { SettingsProps } from "./GeneralSettings";
import { ImageScan } from "./ImageScan";
import { useScannable } from "./use_scannable";
import styles from "./amazon.module.css";

export function ScanSettings({ at, isReadOnly }: SettingsProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const found = useAsk("read_amazon_repository", at);
  const set = useAct("set_amazon_setting");
  const images = useScannable(at.connection, at.repository);
  const [chosen, setChosen] = useState<string>();
  if (found.error) return <FailureNotice failure={found.error.failure} connection={at.connection} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton lines={6} label={t("common.loading")} />;
  const isFrozen = isReadOnly || set.isPending;
  const image = images.find(({ digest }) => digest === chosen) ?? images[0];
  return (
    <div className={styles["page"]}>
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
      <section className={styles["section"]}>
        <div className={styles["switched"]}>
          <Switch
            label={t("ecr.scanOnPush")}
            isOn={found.data.scanOnPush}
            onChange={(on) => {
              if (isFrozen) return;
              set.mutate(
                { ...at, setting: { type: "scanOnPush", on } },
                {
                  onSuccess: () => {
                    toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") });
                    void found.refetch();
                  },
                },
              );
            }}
          />
          <span aria-hidden="true">{t("ecr.scanOnPush")}</span>
        </div>
        <p className={styles["help"]}>{t("scans.ofRegistry")}</p>
      </section>
      {image ? (
        <>
          <div className={styles["choice"]}>
            <Select label={t("scans.image")} value={image.digest} onChange={setChosen} choices={images.map(({ digest, name }) => ({ value: digest, label: name }))} />
          </div>
          <ImageScan key={image.digest} connection={at.connection} repository={at.repository} digest={image.digest} isReadOnly={isReadOnly} />
        </>
      ) : (
        <p className={styles["help"]}>{t("scans.noImages")}</p>
      )}
    </div>
  );
}
