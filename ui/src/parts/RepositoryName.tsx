// The name of a repository: its path in the background, its last part in front.

import type { ReactNode } from "react";
import { splitRepository } from "~/lib/oci_names";
import { visibleText } from "~/lib/visible_text";
import styles from "./RepositoryName.module.css";

export function RepositoryName({ name }: { name: string }): ReactNode {
  const [above, last] = splitRepository(visibleText(name));
  return (
    <bdi className={styles["name"]} title={visibleText(name)}>
      {/* Cut apart to be shown, a name would be read with a gap in it. */}
      <span className={styles["whole"]}>{visibleText(name)}</span>
      {above !== "" && (
        <span aria-hidden="true" className={styles["above"]}>
          {above}
        </span>
      )}
      <span aria-hidden="true" className={styles["last"]}>
        {last}
      </span>
    </bdi>
  );
}
