// Shows what images a file or a container engine of this computer holds, and asks which of them are pushed where.
import { useState } from "react";
import type { ReactNode } from "react";
import type { CopyPlace, CopyWanted } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { isRepositoryName } from "~/lib/oci_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { ConversionFields, asItIs } from "./ConversionFields";
import { CopySteps } from "./CopySteps";
import { EngineImages } from "./EngineImages";
import { FileField } from "./FileField";
import { FileImages } from "./FileImages";
import { RepositoryFields } from "./RepositoryFields";
import { clashOf, firstBadTag, wantedOfFile, wordsOf } from "./copy_wish";
import type { EngineChoice, FileChoices, PushWish } from "./copy_wish";
import { fileName } from "./place_words";

/** Stands for a file where an engine could be chosen, by a value that is no socket. */
const file = "file";

export interface PushFileDialogProps {
  wish: PushWish;
  onClose: () => void;
}

export function PushFileDialog({ wish, onClose }: PushFileDialogProps): ReactNode {
  const { t } = useMessages();
  const [path, setPath] = useState(wish.path ?? "");
  const [asked, setAsked] = useState(wish.path ?? "");
  const [connection, setConnection] = useState(wish.destination.connection);
  const [repository, setRepository] = useState(wish.destination.repository);
  const [choices, setChoices] = useState<FileChoices>({});
  const [conversion, setConversion] = useState(asItIs);
  const engines = useAsk("list_engines", {}, { always: true }).data ?? [];
  const [from, setFrom] = useState(file);
  const [picked, setPicked] = useState<EngineChoice>();
  const engine = engines.find(({ socket }) => socket === from);
  const found = useAsk("look_into_file", { path: asked }, { enabled: asked !== "", always: true });
  const opened = asked === "" ? undefined : found.data;
  const look = (at: string): void => {
    setChoices({});
    setAsked(at.trim());
    if (at.trim() === asked && asked !== "") void found.refetch();
  };
  const ofFile = opened ? wantedOfFile(opened.images, choices) : [];
  const images: CopyWanted[] = engine ? (picked ? [{ from: picked.image, tags: wordsOf(picked.tags) }] : []) : ofFile;
  const tags = images.flatMap((image) => image.tags);
  const clash = clashOf(tags);
  const source: CopyPlace | undefined = engine
    ? picked && { type: "engine", name: engine.name, socket: engine.socket, image: picked.image }
    : opened && { type: "file", path: opened.path, form: opened.form };
  const isReady = images.length > 0 && clash === undefined && firstBadTag(tags) === undefined && connection !== "" && isRepositoryName(repository);

  return (
    <CopySteps
      title={t("files.pushTitle")}
      subtitle={engine ? visibleText(engine.socket) : asked === "" ? t("files.pushSubtitle") : visibleText(fileName(asked))}
      start={t("files.push")}
      onClose={onClose}
      request={
        isReady && source
          ? {
              source,
              destination: { type: "repository", connection, repository },
              images,
              platforms: [],
              referrers: true,
              conversion,
            }
          : undefined
      }
    >
      {(preview) => (
        <>
          {engines.length === 0 ? null : (
            <Select
              label={t("files.from")}
              value={from}
              onChange={(next) => {
                setFrom(next);
                setPicked(undefined);
              }}
              choices={[
                { value: file, label: t("files.source") },
                ...engines.map(({ name, socket }) => ({ value: socket, label: visibleText(name), description: visibleText(socket) })),
              ]}
            />
          )}
          {engine ? (
            <EngineImages engine={engine} choice={picked} onChoice={setPicked} />
          ) : (
            <>
              <FileField label={t("files.source")} description={t("files.sourceHint")} path={path} onPathChange={setPath} onEnter={look} onChosen={look} />
              {path.trim() !== asked && path.trim() !== "" ? <Button onPress={() => look(path)}>{t("files.look")}</Button> : null}
              {asked === "" ? null : found.error ? (
                <FailureNotice failure={found.error.failure} onRetry={() => void found.refetch()} />
              ) : opened ? (
                <FileImages file={opened} choices={choices} onChoicesChange={setChoices} clash={clash} />
              ) : (
                <Skeleton lines={3} label={t("files.looking")} />
              )}
            </>
          )}
          <RepositoryFields connection={connection} onConnectionChange={setConnection} repository={repository} onRepositoryChange={setRepository} onSubmit={preview} autoFocus={false} />
          <ConversionFields value={conversion} onChange={setConversion} />
        </>
      )}
    </CopySteps>
  );
}
