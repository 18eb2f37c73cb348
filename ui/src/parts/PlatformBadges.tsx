// Draws the platforms of an image, as many as there is room for.

import type { ReactNode } from "react";
import { shortenPlatform } from "~/lib/oci_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import styles from "./Badges.module.css";

/** The first platforms, `linux/` left out, and how many more there are; all of them by name and on hover. */
export function PlatformBadges({ platforms, room = 3 }: { platforms: readonly string[]; room?: number }): ReactNode {
  const { t } = useMessages();
  if (platforms.length === 0) return null;
  // One more badge takes no more room than "+1" does.
  const shown = platforms.length <= room + 1 ? platforms : platforms.slice(0, room);
  const all = platforms.map((platform) => visibleText(platform)).join(", ");
  return (
    <span className={styles["badges"]} role="img" aria-label={all} title={all}>
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
