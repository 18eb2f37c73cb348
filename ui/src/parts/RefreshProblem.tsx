// Why what is shown is not fresh, above it: quietly where merely the network is missing.
import { CloudOff } from "lucide-react";
import type { ReactNode } from "react";
import type { Failure } from "~/bridge/generated/contract";
import { Notice } from "~/kit/Notice";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "./FailureNotice";

export interface RefreshProblemProps {
  failure: Failure;
  /** Asks again. */
  onRetry: () => void;
}

export function RefreshProblem({ failure, onRetry }: RefreshProblemProps): ReactNode {
  const { t } = useMessages();
  const host = unreachableHost(failure);
  if (host === undefined) return <FailureNotice shape="bar" failure={failure} onRetry={onRetry} />;
  return (
    <Notice icon={CloudOff} actions={[{ label: t("common.tryAgain"), run: onRetry }]}>
      {t("listing.notRefreshed", { host: visibleText(host) })}
    </Notice>
  );
}

/** The host that could not be reached, where that is all that went wrong. */
function unreachableHost({ hint }: Failure): string | undefined {
  switch (hint?.type) {
    case "hostNotFound":
    case "connectionRefused":
    case "timedOut":
      return hint.host;
    default:
      return undefined;
  }
}
