// What a sign-in waits for: the code of a second factor, or a confirmation in the browser. One at a time.
import { ExternalLink } from "lucide-react";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { SignInAsk, SignInQuestion } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import styles from "./SignInQuestions.module.css";

export function SignInQuestions(): ReactNode {
  const [first] = useAsk("list_sign_in_questions", {}).data ?? [];
  if (!first) return null;
  return <Question key={first.id} question={first} />;
}

function Question({ question }: { question: SignInQuestion }): ReactNode {
  const answer = useAct("answer_sign_in");
  const send = (code: string | null): void => answer.mutate({ id: question.id, code });
  switch (question.ask.type) {
    case "code":
      return <CodeQuestion ask={question.ask} onAnswer={send} />;
    case "secondFactor":
      return <SecondFactorQuestion ask={question.ask} onAnswer={send} />;
    case "browser":
      return <BrowserQuestion ask={question.ask} onCancel={() => send(null)} />;
  }
}

type AskOf<Type extends SignInAsk["type"]> = Extract<SignInAsk, { type: Type }>;

function CodeQuestion({ ask, onAnswer }: { ask: AskOf<"code">; onAnswer: (code: string | null) => void }): ReactNode {
  const { t } = useMessages();
  const [code, setCode] = useState("");
  const isCode = /^\d{6}$/.test(code.trim());
  const submit = (): void => {
    if (isCode) onAnswer(code.trim());
  };
  return (
    <Dialog
      isOpen
      onClose={() => onAnswer(null)}
      title={t("amazon.codeTitle")}
      width="narrow"
      closesOutside={false}
      actions={
        <>
          <Button onPress={() => onAnswer(null)}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={submit} disabledReason={isCode ? undefined : t("amazon.codeDigits")}>
            {t("amazon.codeAct")}
          </Button>
        </>
      }
    >
      <p>{t("amazon.codeText", { role: visibleText(ask.role) })}</p>
      <p className={styles["device"]}>{visibleText(ask.device)}</p>
      <TextField
        label={t("amazon.codeField")}
        value={code}
        onChange={setCode}
        kind="number"
        mono
        autoFocus
        error={ask.refused === null ? undefined : t("amazon.codeRefused", { said: visibleText(ask.refused) })}
        onSubmit={submit}
      />
    </Dialog>
  );
}

function SecondFactorQuestion({ ask, onAnswer }: { ask: AskOf<"secondFactor">; onAnswer: (code: string | null) => void }): ReactNode {
  const { t } = useMessages();
  const [code, setCode] = useState("");
  const isTyped = code.trim() !== "";
  const submit = (): void => {
    if (isTyped) onAnswer(code.trim());
  };
  return (
    <Dialog
      isOpen
      onClose={() => onAnswer(null)}
      title={t("vendors.secondFactorTitle")}
      width="narrow"
      closesOutside={false}
      actions={
        <>
          <Button onPress={() => onAnswer(null)}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={submit} disabledReason={isTyped ? undefined : t("vendors.secondFactorEmpty")}>
            {t("vendors.secondFactorAct")}
          </Button>
        </>
      }
    >
      <p>{t("vendors.secondFactorText", { host: visibleText(ask.host), user: visibleText(ask.user) })}</p>
      <TextField
        label={t("vendors.secondFactorField")}
        value={code}
        onChange={setCode}
        mono
        autoFocus
        error={ask.refused ? t("vendors.secondFactorRefused") : undefined}
        onSubmit={submit}
      />
    </Dialog>
  );
}

function BrowserQuestion({ ask, onCancel }: { ask: AskOf<"browser">; onCancel: () => void }): ReactNode {
  const { t, format } = useMessages();
  const open = useAct("open_link");
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), Math.max(0, ask.expires - Date.now()));
    return () => clearTimeout(timer);
  }, [ask.expires]);
  return (
    <Dialog
      isOpen
      onClose={onCancel}
      title={t("amazon.browserTitle")}
      width="narrow"
      closesOutside={false}
      actions={
        <>
          <Button onPress={onCancel}>{t("common.cancel")}</Button>
          <Button tone="primary" icon={ExternalLink} onPress={() => open.mutate({ url: ask.address })} disabledReason={isOver ? t("amazon.browserExpired") : undefined}>
            {t("amazon.browserAct")}
          </Button>
        </>
      }
    >
      <p>{t("amazon.browserText")}</p>
      <output className={styles["code"]}>{visibleText(ask.code)}</output>
      <p className={styles["device"]}>{visibleText(ask.address)}</p>
      <p role="status" className={styles["waiting"]}>
        {isOver ? t("amazon.browserExpired") : t("amazon.browserWaiting", { when: format.time(ask.expires) })}
      </p>
    </Dialog>
  );
}
