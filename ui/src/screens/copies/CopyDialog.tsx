// Asks where images of a repository are to be copied.
import { useState } from "react";
import type { ReactNode } from "react";
import { useConnections, useEveryConnection } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { TextField } from "~/kit/TextField";
import { isRepositoryName } from "~/lib/oci_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { referenceIn } from "~/places/addresses";
import { ConversionFields, asItIs } from "./ConversionFields";
import { CopySteps } from "./CopySteps";
import { PlatformsField } from "./PlatformsField";
import { RepositoryFields } from "./RepositoryFields";
import { firstBadPlatform, firstBadTag, wordsOf } from "./copy_wish";
import type { CopyWish } from "./copy_wish";

export interface CopyDialogProps {
  wish: CopyWish;
  onClose: () => void;
}

export function CopyDialog({ wish, onClose }: CopyDialogProps): ReactNode {
  const { t } = useMessages();
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
  const [conversion, setConversion] = useState(asItIs);

  const badTag = firstBadTag(wordsOf(tags));
  const isNamed = isRepositoryName(repository);
  const isReady = connection !== "" && isNamed && badTag === undefined && firstBadPlatform(wordsOf(platforms)) === undefined;
  const place = visibleText(there ? referenceIn(there, source.repository) : source.repository);

  return (
    <CopySteps
      title={images.length === 0 ? t("copies.titleAll") : t("copies.title", { count: images.length })}
      subtitle={t("copies.from", { place })}
      start={t("copies.start")}
      onClose={onClose}
      request={
        isReady
          ? {
              source: { type: "repository", ...source },
              destination: { type: "repository", connection, repository },
              images: only ? [{ from: only.from, tags: wordsOf(tags) }] : [...images],
              platforms: wordsOf(platforms),
              referrers,
              conversion,
            }
          : undefined
      }
    >
      {(look) => (
        <>
          <RepositoryFields
            connection={connection}
            onConnectionChange={setConnection}
            repository={repository}
            onRepositoryChange={setRepository}
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
          <PlatformsField value={platforms} onChange={setPlatforms} hint={t("copies.platformsHint")} onSubmit={look} />
          <ConversionFields value={conversion} onChange={setConversion} />
          <Checkbox isSelected={referrers} onChange={setReferrers}>
            {t("copies.referrers")}
          </Checkbox>
        </>
      )}
    </CopySteps>
  );
}
