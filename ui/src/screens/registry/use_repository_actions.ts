// What can be done with the selected repository, wherever it is offered: menu, keys, inspector, commands.

import { Bookmark, BookmarkX, Link, Pin, PinOff, SquareArrowOutUpRight, Trash2, Upload, Wrench } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { Connection, RepositoryRow } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import type { MenuEntries, MenuEntry } from "~/kit/Menu";
import { copyText } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { useFailureTeller } from "~/parts/failure_teller";
import { whyNot } from "~/parts/why_not";
import { addresses, referenceIn } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useChanges } from "../changes/changes";

export interface RepositoryAction {
  id: string;
  label: string;
  icon: LucideIcon;
  isLoss: boolean;
  /** Why it cannot be done now. */
  disabledReason: string | undefined;
  run: () => void;
}

export interface RepositoryActions {
  open: RepositoryAction;
  openAside: RepositoryAction;
  pin: RepositoryAction;
  bookmark: RepositoryAction;
  copyReference: RepositoryAction;
  push: RepositoryAction;
  /** Only where the vendor offers something beyond images. */
  administer: RepositoryAction | undefined;
  delete: RepositoryAction;
  /** Deletes the repository itself, where that is another thing than deleting what is in it. */
  deleteWhole: RepositoryAction | undefined;
  /** Opens a repository that need not be the selected one. */
  openNamed: (name: string | undefined) => void;
}

export interface SelectedRepository {
  name: string;
  /** Its row where it was selected in the list. */
  row: RepositoryRow | undefined;
}

export function useRepositoryActions(
  connection: Connection | undefined,
  selected: SelectedRepository | undefined,
  showPush: (repository: string) => void,
  /** Asks about deleting the repository itself, where the registry has such a deed. */
  askDelete: (repository: string) => void,
): RepositoryActions {
  const messages = useMessages();
  const { t } = messages;
  const toasts = useToasts();
  const open = useOpen();
  const changes = useChanges();
  const tellFailure = useFailureTeller();
  const pin = useAct("pin_repository", tellFailure);
  const unpin = useAct("unpin_repository", tellFailure);
  const addBookmark = useAct("add_bookmark", tellFailure);
  const removeBookmark = useAct("remove_bookmark", tellFailure);
  const bookmarks = useAsk("list_bookmarks", {}).data;

  const id = connection?.id ?? "";
  const name = selected?.name ?? "";
  const reference = referenceIn(connection ?? { host: "", hosts: [] }, name);
  const bookmark = bookmarks?.find((each) => each.address === reference);
  const isPinned = selected?.row?.pinned ?? false;
  const none = selected === undefined ? t("registry.nothingSelected") : undefined;
  const frozen = connection?.readOnly ? t("registry.readOnlyReason") : undefined;
  const isAmazon = connection?.kind === "ecr" || connection?.kind === "ecrPublic";
  const goesWhole = connection?.repositories.deletes ?? false;
  const cannotDelete = whyNot(connection?.capabilities.deleteDigest, messages);

  // Where nothing goes by its digest, the repository itself still may.
  const isWholeOnly = goesWhole && cannotDelete !== undefined;

  const action = (
    actionId: string,
    label: string,
    icon: LucideIcon,
    run: () => void,
    disabledReason: string | undefined = none,
    isLoss = false,
  ): RepositoryAction => ({
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
    open: action("open", t("registry.open"), SquareArrowOutUpRight, () => open(addresses.repository(id, name))),
    openAside: action("openAside", t("registry.openInNewTab"), SquareArrowOutUpRight, () => open(addresses.repository(id, name), "aside")),
    pin: action("pin", isPinned ? t("registry.unpin") : t("registry.pin"), isPinned ? PinOff : Pin, () =>
      (isPinned ? unpin : pin).mutate({ connection: id, repository: name }),
    ),
    bookmark: action("bookmark", bookmark ? t("registry.removeBookmark") : t("registry.bookmark"), bookmark ? BookmarkX : Bookmark, () => {
      if (bookmark) removeBookmark.mutate({ id: bookmark.id });
      else addBookmark.mutate({ title: name, address: reference });
    }),
    copyReference: action("copyReference", t("registry.copyReference"), Link, () => {
      void copyText(reference).then(() => toasts.show({ title: t("registry.copiedReference"), detail: reference }));
    }),
    push: action("push", t("registry.pushCommands"), Upload, () => showPush(name)),
    administer: connection?.hasOffers ? action("administer", t("administration.open"), Wrench, () => open(addresses.administration(id, name))) : undefined,
    delete: action(
      "delete",
      t("registry.deleteRepository"),
      Trash2,
      () => (isAmazon || isWholeOnly ? askDelete(name) : changes.propose(id, { type: "deleteRepository", repository: name })),
      none ?? frozen ?? (isWholeOnly ? undefined : cannotDelete),
      true,
    ),
    deleteWhole:
      goesWhole && !isWholeOnly
        ? action("deleteWhole", t("wholeRepositories.deleteWhole"), Trash2, () => askDelete(name), none ?? frozen, true)
        : undefined,
    openNamed: (wanted) => {
      if (wanted !== undefined) open(addresses.repository(id, wanted));
    },
  };
}

function entryOf(action: RepositoryAction, shortcut?: string): MenuEntry {
  const { id, label, icon, isLoss, disabledReason, run } = action;
  return { id, label, icon, isLoss, disabledReason, shortcut, run };
}

/** The menu of the selected repository. */
export function repositoryMenu(actions: RepositoryActions): MenuEntries {
  return [
    entryOf(actions.open, "Enter"),
    entryOf(actions.openAside),
    "separator",
    entryOf(actions.pin),
    entryOf(actions.bookmark),
    entryOf(actions.copyReference),
    entryOf(actions.push),
    ...(actions.administer ? [entryOf(actions.administer)] : []),
    "separator",
    entryOf(actions.delete, "Delete"),
    ...(actions.deleteWhole ? [entryOf(actions.deleteWhole)] : []),
  ];
}
