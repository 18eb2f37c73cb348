// One repository's part of the bill: expected pulls, what its lifecycle policy would save, and each image.
import { Layers } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AmazonCosts, CostTerms, ExpectedPulls, RepositoryAt, RepositoryCost } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { DigestLabel } from "~/parts/DigestLabel";
import { Inspected, InspectedSection } from "~/parts/Inspected";
import { Bytes, Unknown } from "~/parts/Known";
import { useFailureTeller } from "~/parts/failure_teller";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { sayGaps } from "./CostScreen";
import { PolicySaving } from "./PolicySaving";
import { sayMoney } from "./money";
import shared from "./amazon.module.css";
import styles from "./CostScreen.module.css";

export interface RepositoryBillProps {
  at: RepositoryAt;
  row: RepositoryCost;
  costs: AmazonCosts;
  terms: CostTerms;
  pulls: ExpectedPulls;
  onPullsChange: (pulls: ExpectedPulls) => void;
}

export function RepositoryBill({ at, row, costs, terms, pulls, onPullsChange }: RepositoryBillProps): ReactNode {
  const { t, format, language } = useMessages();
  const open = useOpen();
  const tellFailure = useFailureTeller();
  const load = useAct("load_details", tellFailure);
  const money = (nanos: number): string => sayMoney(nanos, costs.prices.currency, language);
  const gaps = sayGaps(row.gaps, t);
  return (
    <Inspected
      title={row.repository}
      actions={
        <>
        <Button icon={Layers} onPress={() => open(addresses.repository(at.connection, at.repository))}>
          {t("cost.openImages")}
        </Button>
        {row.gaps.unshared + row.gaps.unknown > 0 ? (
          <Button onPress={() => load.mutate(at)} isPending={load.isPending}>
            {t("cost.readLayers")}
          </Button>
        ) : null}
        </>
      }
    >
      {gaps.map((each) => (
        <p key={each} className={shared["help"]}>
          {each}
        </p>
      ))}
      <InspectedSection title={t("cost.pulls")}>
        <div className={styles["pulls"]}>
          <Count label={t("cost.pullsToInternet")} value={pulls.toInternet} onChange={(toInternet) => onPullsChange({ ...pulls, toInternet })} />
          <Count label={t("cost.pullsToRegions")} value={pulls.toRegions} onChange={(toRegions) => onPullsChange({ ...pulls, toRegions })} />
        </div>
        <p className={shared["help"]}>
          {row.pullBytes === null ? t("cost.pullUnknown") : t("cost.pullBytes", { bytes: format.bytes(row.pullBytes) })}
          {row.pulledBytes === null ? "" : ` ${t("cost.pulledBytes", { bytes: format.bytes(row.pulledBytes) })}`}
        </p>
      </InspectedSection>
      <InspectedSection title={t("cost.policy")}>
        {row.listed ? <PolicySaving at={at} text={null} terms={terms} /> : <p className={shared["help"]}>{t("cost.listFirst")}</p>}
      </InspectedSection>
      <InspectedSection title={t("cost.ofImages")}>
        {costs.images.length === 0 ? (
          <p className={shared["help"]}>{row.listed ? t("cost.noImages") : t("cost.listFirst")}</p>
        ) : (
          <div className={styles["frame"]}>
            <table className={shared["table"]} aria-label={t("cost.ofImages")}>
              <thead>
                <tr>
                  <th scope="col">{t("cost.image")}</th>
                  <th scope="col" className={styles["number"]} title={t("cost.onlyItsExplained")}>
                    {t("cost.onlyIts")}
                  </th>
                  <th scope="col" className={styles["number"]}>
                    {t("cost.aMonth")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {costs.images.map((image) => (
                  <tr key={image.digest}>
                    <td>
                      <button type="button" className={styles["open"]} onClick={() => open(addresses.image(at.connection, at.repository, image.digest))}>
                        {image.tags.length === 0 ? <DigestLabel digest={image.digest} brief /> : visibleText(format.list(image.tags.slice(0, 3)))}
                      </button>
                    </td>
                    <td className={styles["number"]}>
                      <Bytes value={image.onlyIts} />
                    </td>
                    <td className={styles["number"]} title={image.whole ? t("cost.wholeExplained") : undefined}>
                      {image.cost === null ? <Unknown /> : `${image.whole ? "≤ " : ""}${money(image.cost)}`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </InspectedSection>
    </Inspected>
  );
}

/** A number of pulls; what is typed is taken when it is one. */
function Count({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }): ReactNode {
  const { t } = useMessages();
  const [text, setText] = useState(value === 0 ? "" : String(value));
  const isNumber = /^\d{0,12}$/.test(text.trim());
  return (
    <TextField
      label={label}
      kind="number"
      value={text}
      error={isNumber ? undefined : t("cost.pullsWrong")}
      onChange={(next) => {
        setText(next);
        if (/^\d{0,12}$/.test(next.trim())) onChange(Number(next.trim()));
      }}
    />
  );
}
