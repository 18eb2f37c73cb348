// What of the images is not looked up because an action is denied: said once for each action while the program runs.
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "~/bridge/generated/contract";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";

/** What was read, by connection and action. */
const read = new Set<string>();

export function DeniedNotice({ denied, connection }: { denied: readonly Failure[]; connection: string }): ReactNode {
  const { t } = useMessages();
  const [, setReadCount] = useState(0);
  const nameOf = ({ hint }: Failure): string => `${connection} ${hint?.type === "actionMissing" ? hint.action : ""}`;
  const unread = denied.find((failure) => !read.has(nameOf(failure)));
  if (unread === undefined) return null;
  const hide = (): void => {
    read.add(nameOf(unread));
    setReadCount((count) => count + 1);
  };
  return <FailureNotice shape="bar" failure={unread} connection={connection} more={{ label: t("upkeep.hide"), run: hide }} />;
}
