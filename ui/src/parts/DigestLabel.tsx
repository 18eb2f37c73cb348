// A digest, shortened in the middle; the whole of it on hover and to whoever copies or listens.

import type { ReactNode } from "react";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import styles from "./DigestLabel.module.css";

export interface DigestLabelProps {
  digest: string;
  /** How many characters of the hash stay in front. */
  first?: number;
  /** Leaves `sha256:` out where there is little room; other algorithms always show. */
  brief?: boolean;
}

/** `sha256:4f2c61ab…9a01`. */
export function DigestLabel({ digest, first = 8, brief = false }: DigestLabelProps): ReactNode {
  const whole = visibleText(digest);
  return (
    <code className={styles["digest"]} title={whole}>
      {brief ? shortenDigest(whole, first).replace(/^sha256:/u, "") : shortenDigest(whole, first)}
    </code>
  );
}
