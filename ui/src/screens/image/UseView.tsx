// How an image is used: pieces of files with its tag or digest, ready to paste.

import { useState } from "react";
import type { ReactNode } from "react";
import type { Image } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Snippets } from "~/parts/Snippets";
import styles from "./UseView.module.css";

export interface UseViewProps {
  connection: string;
  repository: string;
  image: Image;
  /** `linux/arm64`, where one platform is looked at. */
  platform: string | null;
}

export function UseView({ connection, repository, image, platform }: UseViewProps): ReactNode {
  const { t } = useMessages();
  const [chosen, setChosen] = useState<string>();
  const selectors = [...image.tags, image.digest];
  const selector = chosen !== undefined && selectors.includes(chosen) ? chosen : (selectors[0] ?? image.digest);
  const answer = useAsk(
    "list_snippets",
    { connection, repository, selector, platform, kind: image.kind },
    { placeholder: (previous) => previous },
  );
  return (
    <>
      {selectors.length > 1 && answer.data?.length !== 0 && (
        <div className={styles["choice"]}>
          <Select
            label={t("snippets.with")}
            value={selector}
            onChange={setChosen}
            choices={selectors.map((each) => ({ value: each, label: each === image.digest ? shortenDigest(each) : visibleText(each) }))}
          />
        </div>
      )}
      {answer.data ? (
        <Snippets snippets={answer.data} />
      ) : answer.error ? (
        <FailureNotice failure={answer.error.failure} connection={connection} onRetry={() => void answer.refetch()} />
      ) : (
        <Skeleton lines={6} label={t("common.loading")} />
      )}
    </>
  );
}
