// How old what is shown is, and whether it is being looked at again.

import type { ReactNode } from "react";
import { useMessages } from "~/messages/Messages";
import { Age } from "./Known";

export interface FreshnessProps {
  observedAt: number | null;
  refreshing: boolean;
}

/** "As of 3 minutes ago", with the exact time on hover. */
export function Freshness({ observedAt, refreshing }: FreshnessProps): ReactNode {
  const { t, rich } = useMessages();
  return (
    <span role="status">
      {refreshing ? t("repository.refreshing") : observedAt === null ? t("repository.neverSeen") : rich("repository.asOf", { age: <Age time={observedAt} /> })}
    </span>
  );
}
