// What a lifecycle policy would save each month, in a line; of the policy that a repository has, or of a draft.
import type { ReactNode } from "react";
import type { CostTerms, RepositoryAt } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { sayGaps } from "./CostScreen";
import { sayMoney } from "./money";
import shared from "./amazon.module.css";

const usual: CostTerms = { firstYear: false, sharedRegistry: false };

export interface PolicySavingProps {
  at: RepositoryAt;
  /** The draft; `null`: the policy that the repository has. */
  text: string | null;
  terms?: CostTerms;
}

export function PolicySaving({ at, text, terms = usual }: PolicySavingProps): ReactNode {
  const { t, format, language } = useMessages();
  const asked = useAsk("estimate_saving", { ...at, text, terms }, { placeholder: (previous) => previous });
  if (asked.error) return <FailureNotice failure={asked.error.failure} connection={at.connection} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return null;
  const { saving, currency } = asked.data;
  if (!saving) return <p className={shared["help"]}>{t(text === null ? "cost.noPolicy" : "cost.noSaving")}</p>;
  const money = (nanos: number): string => sayMoney(nanos, currency, language);
  const said = saving.aMonth < 0 ? t("cost.costsMore", { amount: money(-saving.aMonth) }) : t("cost.saves", { amount: money(saving.aMonth) });
  return (
    <div role="status" aria-label={t("cost.saving")}>
      <p>
        <strong>{said}</strong> {t("cost.fromTo", { before: money(saving.before), after: money(saving.after) })}
      </p>
      <p className={shared["help"]}>
        {t("cost.freed", { freed: format.bytes(saving.freed), archived: format.bytes(saving.archived) })}
        {saving.once > 0 ? ` ${t("cost.once", { amount: money(saving.once) })}` : ""}
      </p>
      {sayGaps(saving.gaps, t).map((each) => (
        <p key={each} className={shared["help"]}>
          {each}
        </p>
      ))}
    </div>
  );
}
