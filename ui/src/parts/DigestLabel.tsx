// A digest, shortened in the middle; the whole of it on hover and to whoever copies or listens.

import type { ReactNode } from "react";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import styles from "./DigestLabel.module.css";

export interface DigestLabelProps {
  digest: string;
  /** How many characters of the hash stay in front. */
  first?: number;
}

/** `sha256:4f2c61ab…9a01`. */
export function DigestLabel({ digest, first = 8 }: DigestLabelProps): ReactNode {
  const whole = visibleText(digest);
  return (
    <code className={styles["digest"]} title={whole}>
      {shortenDigest(whole, first)}
    </code>
  );
}
