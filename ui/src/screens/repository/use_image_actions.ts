// What can be done with the selected images, wherever it is offered: menu, keys, toolbar, inspector, commands.

import { Hash, Link, Move, PencilLine, SquareArrowOutUpRight, Tag, Tags, Trash2 } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { Connection, ImageRow } from "~/bridge/generated/contract";
import { useAskOnce } from "~/bridge/queries";
import { copyText } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { whyNot } from "~/parts/why_not";
import { addresses, referenceIn } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useChanges } from "../changes/changes";
import type { TagsOfImage } from "../changes/TagForm";

export type ImageActionId =
  | "open"
  | "openAside"
  | "copyReference"
  | "copyDigest"
  | "addTag"
  | "moveTag"
  | "renameTag"
  | "removeTags"
  | "deleteImages";

export interface ImageAction {
  id: ImageActionId;
  label: string;
  icon: LucideIcon;
  isLoss: boolean;
  /** Why it cannot be done now. */
  disabledReason: string | undefined;
  run: () => void;
}

export type ImageActions = Readonly<Record<ImageActionId, ImageAction>>;

export interface SelectedImages {
  connection: Connection | undefined;
  repository: string;
  /** How many rows are selected. */
  count: number;
  /** Those of them that are loaded; all of them where there are few. */
  rows: readonly ImageRow[];
  /** Every selected row, fetched where needed. */
  readRows: () => Promise<readonly ImageRow[]>;
}

/** What an image is opened by: its first tag, or its digest. */
export function selectorOf(row: ImageRow): string | undefined {
  return row.tags[0] ?? row.digest ?? undefined;
}

export function useImageActions({ connection, repository, count, rows, readRows }: SelectedImages): ImageActions {
  const messages = useMessages();
  const { t } = messages;
  const toasts = useToasts();
  const open = useOpen();
  const changes = useChanges();
  const askOnce = useAskOnce();
  const only = count === 1 ? rows[0] : undefined;
  const id = connection?.id ?? "";

  const none = count === 0 ? t("repository.nothingSelected") : undefined;
  const notOne = count > 1 ? t("repository.selectOne") : undefined;
  const isRelic = rows.some((row) => row.kind === "relic");
  const frozen = connection?.readOnly ? t("repository.readOnly") : isRelic ? t("repository.relic") : undefined;
  const cannotDelete = whyNot(connection?.capabilities.deleteDigest, messages);
  const cannotUntag = cannotDelete === undefined ? undefined : whyNot(connection?.capabilities.deleteTag, messages);
  const untagged = rows.length === count && rows.every((row) => row.tags.length === 0) ? t("repository.noTag") : undefined;
  const undigested = rows.length === count && rows.every((row) => row.digest === null) ? t("repository.noDigest") : undefined;

  const copy = (text: string, said: string): void => {
    void copyText(text).then(() => toasts.show({ title: said }));
  };
  const openOnly = (how: "here" | "aside"): void => {
    const selector = only && selectorOf(only);
    if (selector !== undefined) open(addresses.image(id, repository, selector), how);
  };
  const tagsOf = (row: ImageRow): TagsOfImage => ({ connection: id, repository, tags: row.tags, digest: row.tagCount > row.tags.length ? row.digest : null });
  /** A row shows the first of its tags only: where there are more, the image itself is asked. */
  const readTags = async (all: readonly ImageRow[]): Promise<string[]> => {
    const each = all.map(async (row) => {
      if (row.tagCount <= row.tags.length || row.digest === null) return row.tags;
      return (await askOnce("open_image", { connection: id, repository, selector: row.digest })).tags;
    });
    return (await Promise.all(each)).flat();
  };
  // Several rows may be one image, where each stands for a tag.
  const imageCount = rows.length === count ? new Set(rows.map((row) => row.digest ?? row)).size : count;
  const tagCount = rows.reduce((sum, row) => sum + row.tagCount, 0);

  const action = (
    actionId: ImageActionId,
    label: string,
    icon: LucideIcon,
    disabledReason: string | undefined,
    run: () => void,
    isLoss = false,
  ): ImageAction => ({
    id: actionId,
    label,
    icon,
    isLoss,
    disabledReason,
    run: () => {
      if (disabledReason === undefined) run();
    },
  });

  return {
    open: action("open", t("repository.open"), SquareArrowOutUpRight, none ?? notOne, () => openOnly("here")),
    openAside: action("openAside", t("common.openInNewTab"), SquareArrowOutUpRight, none ?? notOne, () => openOnly("aside")),
    copyReference: action(
      "copyReference",
      count > 1 ? t("repository.copyReferences") : t("common.copyReference"),
      Link,
      none,
      () =>
        void readRows().then((all) => {
          const there = connection ?? { host: "", hosts: [] };
          copy(all.map((row) => referenceIn(there, repository, selectorOf(row))).join("\n"), t("repository.copiedReference"));
        }),
    ),
    copyDigest: action(
      "copyDigest",
      count > 1 ? t("repository.copyDigests") : t("common.copyDigest"),
      Hash,
      none ?? undigested,
      () =>
        void readRows().then((all) => {
          copy(all.flatMap((row) => row.digest ?? []).join("\n"), t("repository.copiedDigest"));
        }),
    ),
    addTag: action("addTag", t("repository.addTag"), Tag, none ?? notOne ?? frozen ?? undigested, () => {
      if (only?.digest) changes.ask({ type: "addTag", connection: id, repository, digest: only.digest });
    }),
    moveTag: action("moveTag", t("repository.moveTag"), Move, none ?? notOne ?? frozen ?? untagged, () => {
      if (only) changes.ask({ type: "moveTag", ...tagsOf(only) });
    }),
    renameTag: action("renameTag", t("repository.renameTag"), PencilLine, none ?? notOne ?? frozen ?? untagged, () => {
      if (only) changes.ask({ type: "renameTag", ...tagsOf(only) });
    }),
    removeTags: action(
      "removeTags",
      count > 0 && rows.length === count && tagCount > 0 ? t("repository.removeTag", { count: tagCount }) : t("repository.removeTags"),
      Tags,
      none ?? frozen ?? cannotUntag ?? untagged,
      () => {
        // Of one image with several tags, which of them is asked.
        if (only && only.tagCount > 1) changes.ask({ type: "removeTags", ...tagsOf(only) });
        else {
          void readRows()
            .then(readTags)
            .then((tags) => {
              if (tags.length > 0) changes.propose(id, { type: "removeTags", repository, tags });
            });
        }
      },
      true,
    ),
    deleteImages: action(
      "deleteImages",
      t("repository.deleteImages", { count: Math.max(1, imageCount) }),
      Trash2,
      none ?? frozen ?? cannotDelete ?? undigested,
      () =>
        void readRows().then((all) => {
          const digests = [...new Set(all.flatMap((row) => row.digest ?? []))];
          if (digests.length > 0) changes.propose(id, { type: "deleteImages", repository, digests });
        }),
      true,
    ),
  };
}
