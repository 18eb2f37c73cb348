// The images of a file, each with a box that chooses it and the tags that it gets.
import type { ReactNode } from "react";
import type { ImageFile } from "~/bridge/generated/contract";
import { Checkbox } from "~/kit/Checkbox";
import { TextField } from "~/kit/TextField";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import styles from "./CopyDialog.module.css";
import { firstBadTag, wordsOf } from "./copy_wish";
import type { FileChoices } from "./copy_wish";

export const formNames: Readonly<Record<ImageFile["form"], PlainKey>> = {
  folder: "files.folder",
  ociArchive: "files.ociArchive",
  dockerArchive: "files.dockerArchive",
};

/** Images that are drawn. */
const shown = 200;

export interface FileImagesProps {
  file: ImageFile;
  choices: FileChoices;
  onChoicesChange: (choices: FileChoices) => void;
  /** A tag that two images would get. */
  clash: string | undefined;
}

export function FileImages({ file, choices, onChoicesChange, clash }: FileImagesProps): ReactNode {
  const { t, format } = useMessages();
  const found = t("files.found", { count: file.images.length, form: t(formNames[file.form]) });
  return (
    <section className={styles["plan"]} aria-label={t("files.images")}>
      <p className={styles["quiet"]}>{found}</p>
      <p className={styles["headings"]} aria-hidden>
        <span>{t("files.image")}</span>
        <span>{t("files.tagsThere")}</span>
      </p>
      <ul className={styles["images"]}>
        {file.images.slice(0, shown).map((image, at) => {
          const name = visibleText(image.name ?? shortenDigest(image.digest));
          const choice = choices[at];
          const tags = choice?.tags ?? image.tag ?? "";
          const words = wordsOf(tags);
          const bad = firstBadTag(words);
          const said = [...image.platforms, format.bytes(image.bytes)].join(" · ");
          const error =
            bad !== undefined
              ? t("copies.badTag", { tag: visibleText(bad) })
              : clash !== undefined && choice?.isOff !== true && words.includes(clash)
                ? t("files.clash", { tag: visibleText(clash) })
                : undefined;
          return (
            // Two images of a file may have the same name and digest.
            <li key={`${at} ${image.digest}`}>
              <Checkbox isSelected={choice?.isOff !== true} onChange={(isOn) => onChoicesChange({ ...choices, [at]: { ...choice, isOff: !isOn } })} description={said}>
                {name}
              </Checkbox>
              <TextField
                label={t("files.tagsOf", { name })}
                hideLabel
                value={tags}
                onChange={(text) => onChoicesChange({ ...choices, [at]: { ...choice, tags: text } })}
                error={error}
                mono
              />
            </li>
          );
        })}
      </ul>
      {file.images.length > shown ? <p className={styles["quiet"]}>{t("copies.more", { count: file.images.length - shown })}</p> : null}
    </section>
  );
}
