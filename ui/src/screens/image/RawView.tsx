// The exact manifests and configs, laid out for reading; copied and saved byte for byte.

import { Download } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Image, PlatformImage } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { CopyButton, Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { useToasts } from "~/kit/toasts";
import { configDigest } from "~/lib/config_digest";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { DigestLabel } from "~/parts/DigestLabel";
import { FailureNotice } from "~/parts/FailureNotice";
import { RawJson } from "~/parts/RawJson";
import styles from "./RawView.module.css";

export interface RawViewProps {
  connection: string;
  repository: string;
  image: Image;
  /** The platform one looks at, where the image is an index and has it. */
  child: PlatformImage | undefined;
  childName: string | undefined;
}

type Which = "own" | "child" | "config";

export function RawView({ connection, repository, image, child, childName }: RawViewProps): ReactNode {
  const { t, format } = useMessages();
  const toasts = useToasts();
  const [wanted, setWanted] = useState<Which>("own");
  const save = useAct("save_raw");
  const at = { connection, repository };
  const isIndex = image.platforms.length > 0;
  const own = useAsk("read_raw", { ...at, digest: image.digest });
  const inner = useAsk("read_raw", { ...at, digest: child?.digest ?? "" }, { enabled: child !== undefined });
  // The manifest one looks into names the config.
  const manifest = isIndex ? inner.data : own.data;
  const config = manifest ? configDigest(manifest.text) : null;
  const configText = useAsk("read_raw", { ...at, digest: config ?? "" }, { enabled: config !== null && wanted === "config" });

  const platform = visibleText(childName ?? "");
  const choices: { value: Which; label: string }[] = [{ value: "own", label: isIndex ? t("image.rawIndex") : t("image.rawManifest") }];
  if (child) choices.push({ value: "child", label: t("image.rawPlatform", { platform }) });
  if (config !== null) choices.push({ value: "config", label: isIndex ? t("image.rawConfigOf", { platform }) : t("image.rawConfig") });
  const which = choices.find((choice) => choice.value === wanted) ?? choices[0];
  const answer = which?.value === "child" ? inner : which?.value === "config" ? configText : own;
  const raw = answer.data;
  const failure = answer.error?.failure ?? save.error?.failure;
  return (
    <div className={styles["view"]}>
      <div className={styles["bar"]}>
        <div className={styles["which"]}>
          <Select label={t("image.rawWhich")} hideLabel value={which?.value ?? "own"} onChange={setWanted} choices={choices} />
        </div>
        {raw && (
          <>
            <DigestLabel digest={raw.digest} first={12} />
            <span className={styles["facts"]}>
              {t("image.rawFacts", { bytes: format.bytes(raw.size), mediaType: visibleText(raw.mediaType) })}
            </span>
            <span className={styles["gap"]} />
            <CopyButton text={raw.text} label={t("image.rawCopy")} size="normal" />
            <Button
              icon={Download}
              isPending={save.isPending}
              onPress={() =>
                save.mutate({ ...at, digest: raw.digest }, { onSuccess: ({ path }) => toasts.show({ title: t("image.rawSaved", { path }) }) })
              }
            >
              {t("image.rawSave")}
            </Button>
          </>
        )}
      </div>
      {failure && <FailureNotice failure={failure} connection={connection} onRetry={() => void answer.refetch()} />}
      {raw ? <RawJson label={which?.label ?? ""} text={raw.text} /> : answer.isPending && <Skeleton lines={8} label={t("common.loading")} />}
    </div>
  );
}
