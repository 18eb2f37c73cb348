// The images of a container engine of this computer, of which one is chosen, and the tags that it gets.
import type { ReactNode } from "react";
import type { LocalEngine } from "~/bridge/generated/contract";
import { RadioGroup } from "~/kit/Checkbox";
import { TextField } from "~/kit/TextField";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "./CopyDialog.module.css";
import { firstBadTag, tagOfName, wordsOf } from "./copy_wish";
import type { EngineChoice } from "./copy_wish";

/** Images that are drawn. */
const shown = 300;

export interface EngineImagesProps {
  engine: LocalEngine;
  choice: EngineChoice | undefined;
  onChoice: (choice: EngineChoice) => void;
}

export function EngineImages({ engine, choice, onChoice }: EngineImagesProps): ReactNode {
  const { t, format } = useMessages();
  if (engine.failure) return <FailureNotice failure={engine.failure} />;
  if (engine.images.length === 0) return <p className={styles["quiet"]}>{t("files.noLocalImages")}</p>;
  const bad = choice && firstBadTag(wordsOf(choice.tags));
  return (
    <>
      <div className={styles["scroller"]}>
        <RadioGroup
          label={t("files.localImages", { name: visibleText(engine.name) })}
          value={choice?.image ?? ""}
          onChange={(image) => onChoice({ image, tags: tagOfName(image) })}
          choices={engine.images.slice(0, shown).map((image) => ({
            value: image.name ?? image.id,
            label: visibleText(image.name ?? shortenDigest(image.id)),
            description: `${format.bytes(image.bytes)} · ${format.relative(image.created)}`,
          }))}
        />
      </div>
      {engine.images.length > shown ? <p className={styles["quiet"]}>{t("copies.more", { count: engine.images.length - shown })}</p> : null}
      {choice ? (
        <TextField
          label={t("copies.tags")}
          value={choice.tags}
          onChange={(tags) => onChoice({ ...choice, tags })}
          description={t("copies.tagsHint")}
          error={bad === undefined ? undefined : t("copies.badTag", { tag: visibleText(bad) })}
          mono
        />
      ) : null}
    </>
  );
}
