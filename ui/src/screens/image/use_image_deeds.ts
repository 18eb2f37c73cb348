// What can be done with the image of the screen, and why not where it cannot.

import type { Connection, Image } from "~/bridge/generated/contract";
import { copyText } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { whyNot } from "~/parts/why_not";
import { useChanges } from "../changes/changes";

export interface ImageDeeds {
  /** Why nothing of it can be changed. */
  frozen: string | undefined;
  cannotDelete: string | undefined;
  copyReference: () => void;
  copyDigest: () => void;
  addTag: () => void;
  delete: () => void;
}

export function useImageDeeds(connection: Connection | undefined, repository: string, image: Image): ImageDeeds {
  const messages = useMessages();
  const { t } = messages;
  const toasts = useToasts();
  const changes = useChanges();
  const id = connection?.id ?? "";
  const copy = (text: string, said: string): void => void copyText(text).then(() => toasts.show({ title: said, detail: text }));
  return {
    frozen: connection?.readOnly ? t("repository.readOnly") : image.kind === "relic" ? t("repository.relic") : undefined,
    cannotDelete: whyNot(connection?.capabilities.deleteDigest, messages),
    copyReference: () => copy(image.reference, t("repository.copiedReference")),
    copyDigest: () => copy(image.digest, t("repository.copiedDigest")),
    addTag: () => changes.ask({ type: "addTag", connection: id, repository, digest: image.digest }),
    delete: () => changes.propose(id, { type: "deleteImages", repository, digests: [image.digest] }),
  };
}
