// The wish for an alias: looked at while it is typed, then asked for in Amazon's console, which alone takes requests.
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AliasCheck, AliasTaken, PublicRegistry } from "~/bridge/generated/contract";
import { useAct, useAsk, useAskAgain } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { CopyButton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { useFailureTeller } from "~/parts/failure_teller";
import { sayAliasDoubt, sayAliasProblem, statusNames } from "./alias_words";
import styles from "./amazon_public.module.css";
import { useRested } from "../gallery/use_rested";

/** How long a name rests before somebody is asked about it. */
const rest = 400;

function sayTaken(taken: AliasTaken, { t }: Messages): string | undefined {
  switch (taken.type) {
    case "own":
      return t("publisherSide.own", { status: t(statusNames[taken.status]) });
    case "taken":
      return t("publisherSide.taken", { reference: visibleText(taken.reference) });
    case "notSeen":
      return t(taken.asked ? "publisherSide.notSeenAsked" : "publisherSide.notSeen");
    case "notLookedFor":
      return undefined;
  }
}

/** Whether there is any sense in asking for it. */
function canBeAsked(check: AliasCheck): boolean {
  return check.problems.length === 0 && check.taken.type === "notSeen";
}

export function AliasWish({ connection, registry }: { connection: string; registry: PublicRegistry }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const [text, setText] = useState("");
  const [isAsking, setAsking] = useState(false);
  const alias = text.trim();
  const rested = useRested(alias, rest);
  const check = useAsk("check_alias", { connection, alias: rested }, { enabled: rested !== "" });
  const found = rested === alias && alias !== "" ? check.data : undefined;
  const taken = found && sayTaken(found.taken, messages);
  const isBad = found !== undefined && found.taken.type === "taken";
  const reason = found === undefined ? t("publisherSide.wishHelp") : canBeAsked(found) ? undefined : (taken ?? t("publisherSide.wishHelp"));
  return (
    <section className={styles["section"]}>
      <h2>{t("publisherSide.wish")}</h2>
      <TextField label={t("publisherSide.wished")} description={t("publisherSide.wishHelp")} value={text} onChange={setText} mono />
      {check.error && rested === alias ? <FailureNotice failure={check.error.failure} connection={connection} /> : null}
      <div aria-live="polite">
        {alias !== "" && found === undefined && !check.error ? <p className={styles["help"]}>{t("publisherSide.looking")}</p> : null}
        {found && (
          <ul className={styles["findings"]}>
            {found.problems.map((problem) => (
              <li key={problem.type} className={styles["lack"]}>
                {sayAliasProblem(problem, messages)}
              </li>
            ))}
            {found.doubts.map((doubt) => (
              <li key={doubt.word}>{sayAliasDoubt(doubt, messages)}</li>
            ))}
            {taken === undefined ? null : <li className={classNames(isBad && styles["lack"])}>{taken}</li>}
          </ul>
        )}
      </div>
      <div>
        <Button icon={ExternalLink} onPress={() => setAsking(true)} disabledReason={reason}>
          {t("publisherSide.request")}
        </Button>
      </div>
      {isAsking ? (
        <RequestDialog
          connection={connection}
          registry={registry}
          alias={alias}
          onClose={() => setAsking(false)}
          onAsked={() => {
            setAsking(false);
            setText("");
          }}
        />
      ) : null}
    </section>
  );
}

interface RequestDialogProps {
  connection: string;
  registry: PublicRegistry;
  alias: string;
  onClose: () => void;
  onAsked: () => void;
}

function RequestDialog({ connection, registry, alias, onClose, onAsked }: RequestDialogProps): ReactNode {
  const { t } = useMessages();
  const tellFailure = useFailureTeller();
  const openLink = useAct("open_link", tellFailure);
  const wait = useAct("await_alias");
  const askAgain = useAskAgain();
  const go = (): void =>
    wait.mutate(
      { connection, alias, waits: true },
      {
        onSuccess: () => {
          askAgain("read_public_registry");
          openLink.mutate({ url: registry.console });
          onAsked();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("publisherSide.requestTitle", { alias })}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" icon={ExternalLink} onPress={go} isPending={wait.isPending}>
            {t("publisherSide.openConsole")}
          </Button>
        </>
      }
    >
      <p>{t("publisherSide.requestText")}</p>
      {wait.error ? <FailureNotice failure={wait.error.failure} connection={connection} /> : null}
      <ol className={styles["steps"]}>
        <li>
          <span className={styles["copied"]}>
            {t("publisherSide.step1", { account: visibleText(registry.id) })}
            <CopyButton text={registry.id} label={t("publisherSide.copyAccount")} />
          </span>
        </li>
        <li>{t("publisherSide.step2")}</li>
        <li>
          {t("publisherSide.step3")}{" "}
          <span className={styles["copied"]}>
            <code>{alias}</code>
            <CopyButton text={alias} label={t("publisherSide.copyAlias")} />
          </span>
        </li>
      </ol>
      <p className={styles["help"]}>{t("publisherSide.follow")}</p>
    </Dialog>
  );
}
