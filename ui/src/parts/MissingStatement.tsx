// The statement of a policy that would allow what was refused, to be copied for whoever manages the account.
import type { ReactNode } from "react";
import type { Failure } from "~/bridge/generated/contract";
import { CopyButton } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import styles from "./MissingStatement.module.css";

export function MissingStatement({ failure }: { failure: Failure }): ReactNode {
  const { t } = useMessages();
  if (failure.hint?.type !== "actionMissing") return null;
  const { statement } = failure.hint;
  return (
    <div className={styles["statement"]}>
      <pre aria-label={t("amazon.statement")}>{statement}</pre>
      <CopyButton text={statement} label={t("amazon.copyStatement")} />
    </div>
  );
}
