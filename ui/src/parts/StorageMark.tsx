// Where a registry keeps an image, in a word.
import type { ReactNode } from "react";
import type { StorageClass } from "~/bridge/generated/contract";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { Unknown } from "./Known";

export const storageNames = {
  standard: "image.storageStandard",
  archive: "image.storageArchive",
  restoring: "image.storageRestoring",
} as const satisfies Record<StorageClass, PlainKey>;

export function StorageMark({ storage }: { storage: StorageClass | null }): ReactNode {
  const { t } = useMessages();
  if (storage === null) return <Unknown />;
  return <span title={storage === "standard" ? undefined : t("image.storageExplained")}>{t(storageNames[storage])}</span>;
}
