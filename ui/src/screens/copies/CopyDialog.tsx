// Asks where images are to be copied, shows what that would do, and begins it.
import { useState } from "react";
import type { ReactNode } from "react";
import { useAct, useConnections, useEveryConnection } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { isRepositoryName } from "~/lib/oci_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { addresses, referenceIn } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./CopyDialog.module.css";
import { CopyPlanView } from "./CopyPlanView";
import { firstBadPlatform, firstBadTag, wordsOf } from "./copy_wish";
import type { CopyWish } from "./copy_wish";

export interface CopyDialogProps {
  wish: CopyWish;
  onClose: () => void;
}

export function CopyDialog({ wish, onClose }: CopyDialogProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const toasts = useToasts();
  const { source, images } = wish;
  const connections = useConnections().filter((each) => !each.readOnly);
  const there = useEveryConnection().find((each) => each.id === source.connection);
  const other = connections.find((each) => each.id !== source.connection) ?? connections[0];
  const [connection, setConnection] = useState(wish.destination?.connection ?? other?.id ?? "");
  const [repository, setRepository] = useState(wish.destination?.repository ?? source.repository);
  const only = images.length === 1 ? images[0] : undefined;
  const [tags, setTags] = useState(only?.tags.join(" ") ?? "");
  const [platforms, setPlatforms] = useState("");
  const [referrers, setReferrers] = useState(true);
  const [typed, setTyped] = useState("");
  const preview = useAct("preview_copy");
  const start = useAct("start_copy");
  const plan = preview.data;

  const badTag = firstBadTag(wordsOf(tags));
  const badPlatform = firstBadPlatform(wordsOf(platforms));
  const isNamed = isRepositoryName(repository);
  const isReady = connection !== "" && isNamed && badTag === undefined && badPlatform === undefined;
  const look = (): void => {
    if (!isReady) return;
    preview.mutate({
      source,
      destination: { connection, repository },
      images: only ? [{ from: only.from, tags: wordsOf(tags) }] : [...images],
      platforms: wordsOf(platforms),
      referrers,
    });
  };
  const begin = (): void => {
    if (!plan) return;
    start.mutate(
      { plan: plan.id, typed },
      {
        onSuccess: ({ activity }) => {
          toasts.show({ title: t("copies.begun"), action: { label: t("copies.show"), run: () => open(addresses.activity(activity)) } });
          onClose();
        },
      },
    );
  };
  const wanted = plan?.confirmation.type === "typeName" ? plan.confirmation.text : undefined;
  const failure = start.error?.failure ?? preview.error?.failure;
  const place = visibleText(there ? referenceIn(there, source.repository) : source.repository);

  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={plan ? "wide" : "normal"}
      closesOutside={false}
      title={images.length === 0 ? t("copies.titleAll") : t("copies.title", { count: images.length })}
      subtitle={t("copies.from", { place })}
      actions={
        plan ? (
          <>
            <Button onPress={preview.reset}>{t("copies.back")}</Button>
            <Button
              tone="primary"
              onPress={begin}
              isPending={start.isPending}
              disabledReason={wanted !== undefined && typed !== wanted ? t("copies.typeName", { name: visibleText(wanted) }) : undefined}
            >
              {t("copies.start")}
            </Button>
          </>
        ) : (
          <>
            <Button onPress={onClose}>{t("common.cancel")}</Button>
            <Button tone="primary" onPress={look} isPending={preview.isPending} disabledReason={isReady ? undefined : t("copies.unready")}>
              {t("copies.preview")}
            </Button>
          </>
        )
      }
    >
      {failure && <FailureNotice failure={failure} connection={connection} />}
      {plan ? (
        <>
          <CopyPlanView plan={plan} />
          {wanted === undefined ? null : (
            <TextField label={t("copies.typeName", { name: visibleText(wanted) })} value={typed} onChange={setTyped} mono />
          )}
        </>
      ) : preview.isPending ? (
        <Skeleton lines={6} label={t("copies.planning")} />
      ) : (
        <div className={styles["form"]}>
          <Select
            label={t("copies.connection")}
            value={connection}
            onChange={setConnection}
            choices={connections.map(({ id, name }) => ({ value: id, label: visibleText(name) }))}
          />
          <TextField
            label={t("copies.repository")}
            value={repository}
            onChange={setRepository}
            description={t("copies.repositoryHint")}
            error={isNamed ? undefined : t("copies.badRepository")}
            mono
            autoFocus
            onSubmit={look}
          />
          {repository === source.repository ? null : (
            <Button onPress={() => setRepository(source.repository)}>{t("copies.sameAsHere")}</Button>
          )}
          {only ? (
            <TextField
              label={t("copies.tags")}
              value={tags}
              onChange={setTags}
              description={t("copies.tagsHint")}
              error={badTag === undefined ? undefined : t("copies.badTag", { tag: visibleText(badTag) })}
              mono
              onSubmit={look}
            />
          ) : null}
          <TextField
            label={t("copies.platforms")}
            value={platforms}
            onChange={setPlatforms}
            description={t("copies.platformsHint")}
            error={badPlatform === undefined ? undefined : t("copies.badPlatform", { platform: visibleText(badPlatform) })}
            mono
            onSubmit={look}
          />
          <Checkbox isSelected={referrers} onChange={setReferrers}>
            {t("copies.referrers")}
          </Checkbox>
        </div>
      )}
    </Dialog>
  );
}
