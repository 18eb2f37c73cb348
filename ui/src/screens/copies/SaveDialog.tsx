// Asks how and where images of a repository are saved: as a file, or into a container engine of this computer.
import { useState } from "react";
import type { ReactNode } from "react";
import type { CopyPlace, ImageFileForm } from "~/bridge/generated/contract";
import { useAsk, useEveryConnection } from "~/bridge/queries";
import { Checkbox } from "~/kit/Checkbox";
import { Select } from "~/kit/Select";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { referenceIn } from "~/places/addresses";
import { ConversionFields, asItIs } from "./ConversionFields";
import { CopySteps } from "./CopySteps";
import { FileField } from "./FileField";
import { PlatformsField } from "./PlatformsField";
import { firstBadPlatform, wordsOf } from "./copy_wish";
import type { CopyWish } from "./copy_wish";

export interface SaveDialogProps {
  wish: CopyWish;
  onClose: () => void;
}

/** The platform that most people mean, where a form takes one alone. */
const usualPlatform = "linux/amd64";

const forms: readonly ImageFileForm[] = ["ociArchive", "dockerArchive", "folder"];

export function SaveDialog({ wish, onClose }: SaveDialogProps): ReactNode {
  const { t } = useMessages();
  const { source, images } = wish;
  const there = useEveryConnection().find((each) => each.id === source.connection);
  const engines = (useAsk("list_engines", {}, { always: true }).data ?? []).filter((each) => each.failure === null);
  // A form of file, or the socket of an engine.
  const [to, setTo] = useState<string>("ociArchive");
  const engine = engines.find(({ socket }) => socket === to);
  const form = forms.find((each) => each === to) ?? "dockerArchive";
  const [path, setPath] = useState("");
  const [platforms, setPlatforms] = useState("");
  const [referrers, setReferrers] = useState(true);
  const [conversion, setConversion] = useState(asItIs);
  const isPlain = form === "dockerArchive";
  const change = (next: string): void => {
    setTo(next);
    const takesAll = next === "ociArchive" || next === "folder";
    setPlatforms(takesAll ? (platforms === usualPlatform ? "" : platforms) : platforms || usualPlatform);
  };
  const destination: CopyPlace = engine ? { type: "engine", name: engine.name, socket: engine.socket, image: null } : { type: "file", path: path.trim(), form };
  const isReady = (engine !== undefined || path.trim() !== "") && firstBadPlatform(wordsOf(platforms)) === undefined;
  const place = visibleText(there ? referenceIn(there, source.repository) : source.repository);
  const tag = images.length === 1 ? images[0]?.tags[0] : undefined;
  const name = [source.repository.split("/").at(-1), tag].filter((part) => part !== undefined).join("-");

  return (
    <CopySteps
      title={images.length === 0 ? t("files.saveTitleAll") : t("files.saveTitle", { count: images.length })}
      subtitle={t("copies.from", { place })}
      start={engine ? t("files.load") : t("files.save")}
      onClose={onClose}
      request={
        isReady
          ? {
              source: { type: "repository", ...source },
              destination,
              images: [...images],
              platforms: wordsOf(platforms),
              referrers: referrers && !isPlain,
              conversion: isPlain ? asItIs : conversion,
            }
          : undefined
      }
    >
      {(look) => (
        <>
          <Select
            label={t("files.form")}
            value={to}
            onChange={change}
            choices={[
              { value: "ociArchive", label: t("files.ociArchive"), description: t("files.ociArchiveHint") },
              { value: "dockerArchive", label: t("files.dockerArchive"), description: t("files.dockerArchiveHint") },
              { value: "folder", label: t("files.folder"), description: t("files.folderHint") },
              ...engines.map(({ name: words, socket }) => ({ value: socket, label: t("files.intoEngine", { name: visibleText(words) }), description: visibleText(socket) })),
            ]}
          />
          {engine ? null : (
            <FileField
              label={form === "folder" ? t("files.folderPath") : t("files.path")}
              description={form === "folder" ? t("files.folderPathHint") : t("files.pathHint")}
              path={path}
              onPathChange={setPath}
              onEnter={look}
              newName={`${name}.tar`}
              isTyped={form === "folder"}
            />
          )}
          <PlatformsField value={platforms} onChange={setPlatforms} hint={isPlain ? t("files.onePlatformHint") : t("copies.platformsHint")} onSubmit={look} />
          {isPlain ? null : <ConversionFields value={conversion} onChange={setConversion} />}
          {isPlain ? null : (
            <Checkbox isSelected={referrers} onChange={setReferrers}>
              {t("copies.referrers")}
            </Checkbox>
          )}
        </>
      )}
    </CopySteps>
  );
}
