// How much a registry vouches for a publisher: a seal with its word.

import { BadgeCheck, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { Standing } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { useMessages } from "~/messages/Messages";
import styles from "./StandingMark.module.css";

/** Nothing for a publisher of whom nothing is known. `words` draws the word beside the seal, too. */
export function StandingMark({ standing, words = false }: { standing: Standing; words?: boolean }): ReactNode {
  const { t } = useMessages();
  if (standing === "unknown") return null;
  const isOfficial = standing === "official";
  const word = isOfficial ? t("listing.official") : t("listing.verified");
  const explained = isOfficial ? t("listing.officialExplained") : t("listing.verifiedExplained");
  return (
    <span className={styles["mark"]} title={explained}>
      <Icon icon={isOfficial ? ShieldCheck : BadgeCheck} size={words ? 13 : 14} {...(words ? {} : { label: word })} />
      {words && word}
    </span>
  );
}
