// The tags of an image, the newest first, as many as there is room for.

import type { ReactNode } from "react";
import { useMessages } from "~/messages/Messages";
import { Capped } from "./Capped";
import { RegistryText } from "./RegistryText";
import styles from "./TagChips.module.css";

export interface TagChipsProps {
  tags: readonly string[];
  room?: number;
  /** How a tag is drawn where it can be acted on. */
  draw?: (tag: string) => ReactNode;
}

export function TagChips({ tags, room = 20, draw }: TagChipsProps): ReactNode {
  const { t } = useMessages();
  if (tags.length === 0) return <span className={styles["none"]}>{t("image.noTags")}</span>;
  return (
    <Capped items={tags} room={room}>
      {(shown) => (
        <ul className={styles["chips"]} aria-label={t("image.tags")}>
          {shown.map((tag) => (
            <li key={tag}>{draw ? draw(tag) : <RegistryText text={tag} className={styles["chip"]} />}</li>
          ))}
        </ul>
      )}
    </Capped>
  );
}
