// What a connection's repositories cost a month, region by region, as far as what is stored there is known.
import { FileJson, RefreshCw } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AmazonCosts, CostGaps, CostTerms, ExpectedPulls, PriceList, RepositoryCost } from "~/bridge/generated/contract";
import { useAct, useAsk, useConnection } from "~/bridge/queries";
import { useWindowState } from "~/bridge/window_state";
import { Button, IconButton } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Notice, Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { FailureNotice } from "~/parts/FailureNotice";
import { Inspected } from "~/parts/Inspected";
import { Bytes, Unknown } from "~/parts/Known";
import { OutsideLink } from "~/parts/OutsideLink";
import { RepositoryName } from "~/parts/RepositoryName";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useAddressState } from "~/places/search";
import { sayMoney } from "./money";
import { RepositoryBill } from "./RepositoryBill";
import shared from "./amazon.module.css";
import styles from "./CostScreen.module.css";

interface Expectations {
  terms: CostTerms;
  pulls: readonly ExpectedPulls[];
}

const nothingExpected: Expectations = { terms: { firstYear: false, sharedRegistry: false }, pulls: [] };

function isExpectations(value: unknown): value is Expectations {
  if (typeof value !== "object" || value === null || !("terms" in value) || !("pulls" in value)) return false;
  const { terms, pulls } = value;
  const isCount = (count: unknown): boolean => Number.isSafeInteger(count) && (count as number) >= 0;
  return (
    typeof terms === "object" &&
    terms !== null &&
    "firstYear" in terms &&
    typeof terms.firstYear === "boolean" &&
    "sharedRegistry" in terms &&
    typeof terms.sharedRegistry === "boolean" &&
    Array.isArray(pulls) &&
    pulls.every((each: Partial<ExpectedPulls>) => typeof each.repository === "string" && isCount(each.toInternet) && isCount(each.toRegions))
  );
}

const orders = ["cost", "size", "name"] as const;
type Order = (typeof orders)[number];
const orderNames = { cost: "cost.byCost", size: "cost.bySize", name: "cost.byName" } as const;

function inOrder(rows: readonly RepositoryCost[], order: Order): readonly RepositoryCost[] {
  if (order === "size") return rows.toSorted((one, other) => (other.bytes ?? -1) - (one.bytes ?? -1));
  if (order === "name") return rows.toSorted((one, other) => one.repository.localeCompare(other.repository));
  // The dearest come first as they are.
  return rows;
}

export function CostScreen({ connection }: { connection: string }): ReactNode {
  const { t, language } = useMessages();
  const known = useConnection(connection);
  const regions = known?.amazon?.regions ?? [];
  const [regionText, setRegion] = useAddressState("region");
  const region = regions.find((each) => each === regionText) ?? regions[0] ?? "";
  const [opened, setOpened] = useAddressState("repository");
  const { value: expected, setValue: setExpected, isRead } = useWindowState<Expectations>(`cost.${connection}`, isExpectations, nothingExpected);
  const [order, setOrder] = useState<Order>("cost");
  const repository = opened.startsWith(`${region}/`) ? opened : null;
  const costs = useAsk(
    "read_amazon_costs",
    { connection, region, terms: expected.terms, pulls: [...expected.pulls], repository },
    { enabled: region !== "" && isRead, placeholder: (previous) => previous, always: true },
  );
  const { data } = costs;
  const row = data?.repositories.find((each) => each.repository === repository);
  const setPulls = (next: ExpectedPulls): void => {
    const others = expected.pulls.filter((each) => each.repository !== next.repository);
    setExpected({ ...expected, pulls: next.toInternet + next.toRegions === 0 ? others : [...others, next] });
  };
  const money = (nanos: number): string => sayMoney(nanos, data?.prices.currency ?? "USD", language);
  return (
    <ScreenFrame
      title={t("cost.title")}
      subtitle={known && <ConnectionMarks connection={known} />}
      actions={<IconButton icon={RefreshCw} label={t("cost.reload")} onPress={() => void costs.refetch()} />}
      toolbar={
        <div className={styles["toolbar"]}>
          <Select label={t("ecr.region")} value={region} onChange={setRegion} choices={regions.map((value) => ({ value, label: value }))} />
          <Select label={t("cost.order")} value={order} onChange={setOrder} choices={orders.map((value) => ({ value, label: t(orderNames[value]) }))} />
          <Checkbox isSelected={expected.terms.firstYear} onChange={(firstYear) => setExpected({ ...expected, terms: { ...expected.terms, firstYear } })}>
            {t("cost.firstYear")}
          </Checkbox>
          <Checkbox isSelected={expected.terms.sharedRegistry} onChange={(sharedRegistry) => setExpected({ ...expected, terms: { ...expected.terms, sharedRegistry } })}>
            {t("cost.sharedRegistry")}
          </Checkbox>
        </div>
      }
      inspector={
        data && row ? (
          <RepositoryBill
            key={row.repository}
            at={{ connection, repository: row.repository }}
            row={row}
            costs={data}
            terms={expected.terms}
            pulls={expected.pulls.find((each) => each.repository === row.repository) ?? { repository: row.repository, toInternet: 0, toRegions: 0 }}
            onPullsChange={setPulls}
          />
        ) : (
          <Inspected title={t("cost.repositories")}>
            <p>{t("cost.openOne")}</p>
          </Inspected>
        )
      }
    >
      <div className={shared["views"]}>
        {costs.error ? <FailureNotice failure={costs.error.failure} connection={connection} onRetry={() => void costs.refetch()} /> : null}
        {data ? (
          <div className={shared["page"]}>
            <Totals costs={data} money={money} />
            <Gaps gaps={data.bill?.gaps} isEmpty={data.repositories.length === 0} at={{ connection, region }} onListed={() => void costs.refetch()} />
            <Repositories rows={inOrder(data.repositories, order)} selected={repository} onOpen={setOpened} money={money} />
            <Prices prices={data.prices} onReload={() => void costs.refetch()} />
          </div>
        ) : costs.error ? null : (
          <Skeleton lines={8} label={t("common.loading")} />
        )}
      </div>
    </ScreenFrame>
  );
}

type SayMoney = (nanos: number) => string;

function Totals({ costs, money }: { costs: AmazonCosts; money: SayMoney }): ReactNode {
  const { t, format } = useMessages();
  const { bill, transfer } = costs;
  if (!bill) return <Notice>{t("cost.noPrices")}</Notice>;
  const figure = (name: string, cost: number, bytes: number | null, isWhole = false): ReactNode => (
    <div className={classNames(styles["figure"], isWhole && styles["whole"])}>
      <dt>{name}</dt>
      <dd>
        <strong>{money(cost)}</strong>
        {bytes === null ? null : <span>{format.bytes(bytes)}</span>}
      </dd>
    </div>
  );
  return (
    <section aria-label={t("cost.aMonth")}>
      <dl className={styles["figures"]}>
        {figure(t("cost.aMonth"), bill.total + (transfer?.total ?? 0), null, true)}
        {figure(t("cost.storage"), bill.storage.cost, bill.storage.bytes)}
        {figure(t("cost.archive"), bill.archive.cost, bill.archive.bytes)}
        {transfer && figure(t("cost.toInternet"), transfer.toInternet.cost, transfer.toInternet.bytes)}
        {transfer && figure(t("cost.toRegions"), transfer.toRegions.cost, transfer.toRegions.bytes)}
        {transfer && transfer.restored.bytes > 0 && figure(t("retrieval.restored"), transfer.restored.cost, transfer.restored.bytes)}
      </dl>
      {transfer && transfer.unknownRestored > 0 ? <p className={shared["lack"]}>{t("retrieval.unknown", { count: transfer.unknownRestored })}</p> : null}
      {transfer && transfer.unknownPulls > 0 ? <p className={shared["lack"]}>{t("cost.unknownPulls", { count: transfer.unknownPulls })}</p> : null}
    </section>
  );
}

/** What the bill does not know, in words. */
export function sayGaps(gaps: CostGaps, t: Messages["t"]): string[] {
  return [
    ...(gaps.unlisted > 0 ? [t("cost.unlisted", { count: gaps.unlisted })] : []),
    ...(gaps.unshared > 0 ? [t("cost.unshared", { count: gaps.unshared })] : []),
    ...(gaps.unknown > 0 ? [t("cost.unknown", { count: gaps.unknown })] : []),
  ];
}

interface GapsProps {
  gaps: CostGaps | undefined;
  /** No repository is known. */
  isEmpty: boolean;
  at: { connection: string; region: string };
  onListed: () => void;
}

function Gaps({ gaps, isEmpty, at, onListed }: GapsProps): ReactNode {
  const { t } = useMessages();
  const list = useAct("list_for_costs");
  if (!gaps) return null;
  const said = sayGaps(gaps, t);
  if (said.length === 0 && !isEmpty) return <p className={shared["help"]}>{t("cost.allKnown")}</p>;
  return (
    <section aria-label={t("cost.gaps")} className={styles["gaps"]}>
      <h2>{t("cost.gaps")}</h2>
      {isEmpty ? <p className={shared["help"]}>{t("cost.noRepositories")}</p> : null}
      <ul>
        {said.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      {gaps.unlisted > 0 || isEmpty ? (
        <div>
          <Button onPress={() => list.mutate(at, { onSuccess: onListed })} isPending={list.isPending}>
            {t("cost.listNow")}
          </Button>
        </div>
      ) : null}
      {list.error ? <FailureNotice failure={list.error.failure} connection={at.connection} /> : null}
      {list.data?.problem ? <FailureNotice failure={list.data.problem} connection={at.connection} /> : null}
    </section>
  );
}

interface RepositoriesProps {
  rows: readonly RepositoryCost[];
  selected: string | null;
  onOpen: (repository: string) => void;
  money: SayMoney;
}

function Repositories({ rows, selected, onOpen, money }: RepositoriesProps): ReactNode {
  const { t, format } = useMessages();
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = rows.filter((row) => row.repository.toLowerCase().includes(wanted));
  if (rows.length === 0) return null;
  return (
    <>
      <div className={styles["search"]}>
        <TextField label={t("registry.filter")} hideLabel kind="search" placeholder={t("registry.filter")} value={text} onChange={setText} />
      </div>
      <div className={styles["frame"]}>
        <table className={shared["table"]} aria-label={t("cost.repositories")}>
          <thead>
            <tr>
              <th scope="col">{t("registry.name")}</th>
              <th scope="col" className={styles["number"]}>
                {t("cost.images")}
              </th>
              <th scope="col" className={styles["number"]}>
                {t("cost.size")}
              </th>
              <th scope="col" className={styles["number"]}>
                {t("cost.aMonth")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => {
              const gaps = sayGaps({ ...row.gaps, unlisted: 0 }, t);
              return (
                <tr key={row.repository} aria-current={row.repository === selected ? "true" : undefined} className={row.repository === selected ? styles["selected"] : undefined}>
                  <td>
                    <button type="button" className={styles["open"]} onClick={() => onOpen(row.repository)}>
                      <RepositoryName name={row.repository} />
                    </button>
                  </td>
                  <td className={styles["number"]}>{row.listed ? format.number(row.images) : <Unknown />}</td>
                  <td className={styles["number"]}>
                    <Bytes value={row.bytes} />
                  </td>
                  <td className={styles["number"]} title={gaps.length === 0 ? undefined : gaps.join(" ")}>
                    {row.cost === null ? <Unknown /> : `${bound(row.gaps)}${money(row.cost)}`}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Whether a figure is the most or the least that it can be. */
export function bound({ unshared, unknown }: CostGaps): string {
  if (unshared > 0 && unknown > 0) return "≈ ";
  if (unshared > 0) return "≤ ";
  return unknown > 0 ? "≥ " : "";
}

function Prices({ prices, onReload }: { prices: PriceList; onReload: () => void }): ReactNode {
  const { t } = useMessages();
  const openList = useAct("open_price_list");
  return (
    <section aria-label={t("cost.prices")} className={styles["prices"]}>
      <h2>{t("cost.prices")}</h2>
      {prices.problem === null ? null : (
        <Notice actions={[{ label: t("cost.reload"), run: onReload }]}>{t("cost.pricesBroken", { problem: visibleText(prices.problem) })}</Notice>
      )}
      <p className={shared["help"]}>
        {t(prices.own ? "cost.ownPrices" : "cost.theirPrices", { day: visibleText(prices.asOf) })} <OutsideLink url={prices.source}>{visibleText(prices.source)}</OutsideLink>
      </p>
      <p className={shared["help"]}>
        {t("cost.priceFile")} <code className={styles["path"]}>{visibleText(prices.path)}</code>
      </p>
      <div className={shared["buttons"]}>
        <Button icon={FileJson} onPress={() => openList.mutate({}, { onSuccess: onReload })} isPending={openList.isPending}>
          {t("cost.openPrices")}
        </Button>
        <Button icon={RefreshCw} onPress={onReload}>
          {t("cost.reloadPrices")}
        </Button>
      </div>
      {openList.error ? <FailureNotice failure={openList.error.failure} connection="" /> : null}
    </section>
  );
}
