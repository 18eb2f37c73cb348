// A failure, drawn with its words and the buttons that help. What the buttons do is given by the shell.
import { createContext, use } from "react";
import type { ReactNode } from "react";
import { explainFailure } from "~/bridge/failures";
import type { Help } from "~/bridge/failures";
import type { Failure } from "~/bridge/generated/contract";
import { ErrorNotice } from "~/kit/Notice";
import type { NoticeAction } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { MissingStatement } from "./MissingStatement";

/** Does what helps, about a connection where there is one. */
export type GiveHelp = (help: Exclude<Help, "retry">, connection: string | undefined) => void;

export const HelpContext = createContext<GiveHelp | undefined>(undefined);

const wordsOfHelp: Readonly<Record<Help, PlainKey>> = {
  retry: "common.tryAgain",
  editConnection: "failures.editConnection",
  signIn: "failures.signIn",
  openSettings: "failures.openSettings",
  openActivity: "failures.openActivity",
  startLocal: "failures.startLocal",
  startLocalElsewhere: "failures.startLocalElsewhere",
};

export interface FailureNoticeProps {
  failure: Failure;
  /** The connection it is about, for the buttons that edit it. */
  connection?: string | undefined;
  /** Asks again. */
  onRetry?: (() => void) | undefined;
  /** `bar`: above content that is still shown. */
  shape?: "card" | "bar";
  /** Another button behind those that help. */
  more?: NoticeAction;
}

export function FailureNotice({ failure, connection, onRetry, shape = "card", more }: FailureNoticeProps): ReactNode {
  const messages = useMessages();
  const give = use(HelpContext);
  const { title, reason, help } = explainFailure(failure, messages);
  const actions = help.flatMap((each): NoticeAction[] => {
    const label = messages.t(wordsOfHelp[each]);
    if (each === "retry") return onRetry ? [{ label, run: onRetry }] : [];
    const needsConnection = each === "editConnection" || each === "signIn";
    if (!give || (needsConnection && connection === undefined)) return [];
    return [{ label, run: () => give(each, connection) }];
  });
  if (more) actions.push(more);
  const statement = failure.hint?.type === "actionMissing" ? <MissingStatement failure={failure} /> : null;
  const why = statement === null ? reason : (
    <>
      {reason}
      {statement}
    </>
  );
  return <ErrorNotice title={title} reason={why} actions={actions} detail={failure.detail} shape={shape} />;
}
