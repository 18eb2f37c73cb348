// Draws the platforms of an image, as many as there is room for: as badges, or in one line of text.

import type { ReactNode } from "react";
import { classNames } from "~/lib/class_names";
import { shortenPlatform } from "~/lib/oci_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import styles from "./Badges.module.css";

export interface PlatformBadgesProps {
  platforms: readonly string[];
  /** How many are drawn at least. */
  room?: number;
  /** Goes on in the next line where the line is full. */
  wraps?: boolean;
}

/** The first platforms, `linux/` left out, and how many more there are; all of them by name and on hover. */
export function PlatformBadges({ platforms, room = 3, wraps = false }: PlatformBadgesProps): ReactNode {
  const { t } = useMessages();
  if (platforms.length === 0) return null;
  // One more badge takes no more room than "+1" does.
  const shown = platforms.length <= room + 1 ? platforms : platforms.slice(0, room);
  const all = platforms.map((platform) => visibleText(platform)).join(", ");
  return (
    <span className={classNames(styles["badges"], wraps && styles["wraps"])} role="img" aria-label={all} title={all}>
      {shown.map((platform) => (
        <bdi key={platform} className={styles["platform"]}>
          {visibleText(shortenPlatform(platform))}
        </bdi>
      ))}
      {shown.length < platforms.length && (
        <span className={styles["more"]}>{t("repository.more", { count: platforms.length - shown.length })}</span>
      )}
    </span>
  );
}

/** Names drawn in a line, at most. */
const mostNames = 2;

/** The same in a line of text, for the rows of a list: calm where there are many of them. */
export function PlatformNames({ platforms }: { platforms: readonly string[] }): ReactNode {
  const { t } = useMessages();
  const shown = platforms.slice(0, mostNames).map((platform) => visibleText(shortenPlatform(platform)));
  const all = platforms.map((platform) => visibleText(platform)).join(", ");
  return (
    <span className={styles["names"]} role="img" aria-label={all} title={all}>
      <bdi className={styles["namesShown"]}>{shown.join(", ")}</bdi>
      {platforms.length > mostNames && <span className={styles["more"]}>{t("repository.more", { count: platforms.length - mostNames })}</span>}
    </span>
  );
}
