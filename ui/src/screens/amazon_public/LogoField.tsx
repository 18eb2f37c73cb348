// The logo of a repository: chosen in the system's dialog, dropped, or typed as a path; looked at before it is sent.
import { FolderOpen, Trash2, Undo2 } from "lucide-react";
import { useEffect } from "react";
import type { ReactNode } from "react";
import { useDraggedFile } from "~/bridge/dragged_files";
import type { LogoChange, LogoProblem } from "~/bridge/generated/contract";
import { useAsk, useHost } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { TextField } from "~/kit/TextField";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { ListingLogo } from "~/parts/ListingLogo";
import styles from "./amazon_public.module.css";
import { keepLogo } from "./catalog_form";
import { useRested } from "../gallery/use_rested";

export interface LogoFieldProps {
  /** The repository's name and its description, as a card shows them. */
  name: string;
  description: string;
  /** The logo that is there, as a `data:` URL. */
  kept: string | null;
  hasLogo: boolean;
  value: LogoChange;
  onChange: (value: LogoChange) => void;
  /** Whether what was chosen can be sent. */
  onLook: (isGood: boolean) => void;
}

/** How long a typed path rests before its file is looked at. */
const rest = 250;

function sayProblem(problem: LogoProblem, { t, format }: Messages): string {
  switch (problem.type) {
    case "notPng":
      return t("publisherSide.logoNotPng");
    case "tooManyBytes":
      return t("publisherSide.logoTooHeavy", { most: format.bytes(problem.most) });
    case "side":
      return t("publisherSide.logoSide", { least: format.number(problem.least), most: format.number(problem.most) });
  }
}

export function LogoField({ name, description, kept, hasLogo, value, onChange, onLook }: LogoFieldProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const { chooseFile } = useHost();
  const path = value.type === "replace" ? value.path : "";
  const choose = (chosen: string): void => {
    // What was chosen is not good before it was looked at.
    onLook(chosen === "");
    onChange(chosen === "" ? keepLogo : { type: "replace", path: chosen });
  };
  const isOver = useDraggedFile(choose);
  const askForFile = async (): Promise<void> => {
    const wanted = { title: t("publisherSide.logo"), kind: t("publisherSide.logoKind"), extension: "png", newName: null };
    // Where no dialog can be shown, the path can still be typed.
    const chosen = await chooseFile?.(wanted).catch(() => null);
    if (typeof chosen === "string") choose(chosen);
  };
  const isRemoved = value.type === "remove";
  return (
    <fieldset className={classNames(styles["plain"], isOver && styles["over"])}>
      <legend>{t("publisherSide.logo")}</legend>
      <div className={styles["path"]}>
        <TextField label={t("publisherSide.logoPath")} description={t("publisherSide.logoHelp")} value={path} onChange={choose} mono />
        {chooseFile && (
          <Button icon={FolderOpen} onPress={() => void askForFile()}>
            {t("publisherSide.logoChoose")}
          </Button>
        )}
      </div>
      {isOver ? <p className={styles["help"]}>{t("publisherSide.logoDrop")}</p> : null}
      {value.type === "replace" ? (
        <Chosen path={value.path} name={name} description={description} onLook={onLook} />
      ) : (
        <Card name={name} description={description} url={isRemoved ? null : kept} note={isRemoved ? t("publisherSide.logoRemoved") : hasLogo ? undefined : t("publisherSide.logoNone")} />
      )}
      {hasLogo || value.type === "replace" ? (
        <div className={styles["buttons"]}>
          {hasLogo && !isRemoved ? (
            <Button
              icon={Trash2}
              tone="quiet"
              onPress={() => {
                onLook(true);
                onChange({ type: "remove" });
              }}
            >
              {t("publisherSide.logoRemove")}
            </Button>
          ) : null}
          {value.type === "keep" ? null : (
            <Button icon={Undo2} tone="quiet" onPress={() => choose("")}>
              {t("publisherSide.logoKeep")}
            </Button>
          )}
        </div>
      ) : null}
    </fieldset>
  );
}

function Chosen({ path, name, description, onLook }: { path: string; name: string; description: string; onLook: (isGood: boolean) => void }): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const rested = useRested(path, rest);
  // A file of the same path may be another by now.
  const { data, error, isFetching } = useAsk("check_public_logo", { path: rested }, { always: true });
  const isLookedAt = rested === path && !isFetching;
  const isGood = isLookedAt && data !== undefined && data.problems.length === 0;
  useEffect(() => onLook(isGood), [isGood, onLook]);
  if (!isLookedAt) return null;
  if (error) return <FailureNotice failure={error.failure} />;
  if (!data) return null;
  const size = data.width === null || data.height === null ? undefined : t("publisherSide.logoSize", { width: format.number(data.width), height: format.number(data.height), bytes: format.bytes(data.bytes) });
  return (
    <>
      {data.problems.length > 0 ? (
        <ul role="alert" className={classNames(styles["findings"], styles["lack"])}>
          {data.problems.map((problem) => (
            <li key={problem.type}>{sayProblem(problem, messages)}</li>
          ))}
        </ul>
      ) : null}
      <Card name={name} description={description} url={isGood ? data.url : null} note={size} />
    </>
  );
}

/** A card as the gallery has them, and what there is to say of its picture. */
function Card({ name, description, url, note }: { name: string; description: string; url: string | null; note: string | undefined }): ReactNode {
  const { t } = useMessages();
  return (
    <>
      <div role="group" aria-label={t("publisherSide.card")} className={styles["card"]}>
        <ListingLogo name={name} url={url} size="card" />
        <div className={styles["words"]}>
          <strong>{visibleText(name)}</strong>
          <p>{visibleText(description)}</p>
        </div>
      </div>
      {note === undefined ? null : <p className={styles["help"]}>{note}</p>}
    </>
  );
}
