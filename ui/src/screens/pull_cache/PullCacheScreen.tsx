// What the local registry pulls through from others: its rules, what they have brought, and how much is kept.
import { Plus, RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { KnownPullRule, PullCache, PullRule } from "~/bridge/generated/contract";
import { useAsk, useAskAgain, useEveryConnection } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Notice, Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { ScreenFrame } from "~/parts/ScreenFrame";
import table from "~/parts/Table.module.css";
import { useAddressState } from "~/places/search";
import { LimitsForm } from "./LimitsForm";
import { PulledImages } from "./PulledImages";
import { PullRuleDialog } from "./PullRuleDialog";
import { RemoveRuleDialog } from "./RemoveRuleDialog";
import styles from "./pull_cache.module.css";
import { useLooking } from "./use_looking";

/** How often it is looked at what has become stale with time alone, in milliseconds. */
const lookEvery = 60_000;

/** What stands in front of the screen. */
type Asked = { type: "new" } | { type: "change" | "remove"; rule: PullRule };

export function PullCacheScreen({ connection }: { connection: string }): ReactNode {
  const { t, format } = useMessages();
  const connections = useEveryConnection();
  const { data, error, refetch } = useAsk("read_pull_cache", {}, { always: true });
  const looking = useLooking();
  useStaleness();
  const [asked, setAsked] = useState<Asked>();
  const close = (): void => setAsked(undefined);
  const troubles = data?.rules.filter((rule) => rule.trouble !== null) ?? [];
  return (
    <ScreenFrame
      isPage
      title={t("pullCache.title")}
      subtitle={data && t("pullCache.subtitle", { address: data.address })}
      actions={
        <>
          <Button icon={RefreshCw} isPending={looking.isLooking} onPress={() => looking.look(null)}>
            {t("pullCache.lookAll")}
          </Button>
          <Button icon={Plus} tone="primary" onPress={() => setAsked({ type: "new" })} disabledReason={data ? undefined : t("common.loading")}>
            {t("pullCache.add")}
          </Button>
        </>
      }
      notices={troubles.map(({ rule, trouble }) =>
        trouble ? (
          <Notice key={rule.prefix}>
            {t("pullCache.trouble", { time: format.exact(trouble.since) })} {t("pullCache.troubleWhy", { prefix: visibleText(rule.prefix), said: visibleText(trouble.said) })}
          </Notice>
        ) : null,
      )}
    >
      {error ? <FailureNotice failure={error.failure} onRetry={() => void refetch()} /> : null}
      {data ? (
        <div className={styles["page"]}>
          <Rules cache={data} onAsk={setAsked} />
          {data.rules.length > 0 ? <Kept cache={data} connection={connection} looking={looking} /> : null}
          {data.rules.length > 0 ? <LimitsForm limits={data.limits} /> : null}
        </div>
      ) : error ? null : (
        <Skeleton label={t("common.loading")} />
      )}
      {data && (asked?.type === "new" || asked?.type === "change") ? (
        <PullRuleDialog
          kept={asked.type === "change" ? asked.rule : undefined}
          connections={connections.filter((each) => each.kind !== "local")}
          address={data.address}
          onClose={close}
        />
      ) : null}
      {asked?.type === "remove" ? <RemoveRuleDialog rule={asked.rule} onClose={close} /> : null}
    </ScreenFrame>
  );
}

/** What engines pull is told; that a tag has become stale, nobody tells. */
function useStaleness(): void {
  const askAgain = useAskAgain();
  useEffect(() => {
    const timer = setInterval(() => askAgain("list_pulled"), lookEvery);
    return () => clearInterval(timer);
  }, [askAgain]);
}

function Rules({ cache, onAsk }: { cache: PullCache; onAsk: (asked: Asked) => void }): ReactNode {
  const { t } = useMessages();
  return (
    <section className={styles["section"]} aria-label={t("pullCache.rules")}>
      <h2>{t("pullCache.rules")}</h2>
      {cache.rules.length === 0 ? (
        <p className={styles["help"]}>{t("pullCache.noRules")}</p>
      ) : (
        <div className={styles["tableFrame"]}>
          <table className={table["table"]} aria-label={t("pullCache.rules")}>
            <thead>
              <tr>
                <th scope="col">{t("pullCache.prefix")}</th>
                <th scope="col">{t("pullCache.connection")}</th>
                <th scope="col">{t("pullCache.askAfter")}</th>
                <th scope="col">{t("pullCache.kept")}</th>
                <th scope="col">{t("pullCache.actions")}</th>
              </tr>
            </thead>
            <tbody>
              {cache.rules.map((known) => (
                <RuleRow key={known.rule.prefix} known={known} onAsk={onAsk} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function RuleRow({ known, onAsk }: { known: KnownPullRule; onAsk: (asked: Asked) => void }): ReactNode {
  const { t, format } = useMessages();
  const { rule } = known;
  const prefix = visibleText(rule.prefix);
  return (
    <tr>
      <td>
        <code>{prefix}</code>
      </td>
      <td>
        {known.connectionName === null ? <em>{t("pullCache.connectionGone")}</em> : <bdi>{visibleText(known.connectionName)}</bdi>}
        {rule.namespace === null ? null : <code> /{visibleText(rule.namespace)}</code>}
      </td>
      <td>{rule.askAfterSeconds === 0 ? t("pullCache.always") : format.duration(rule.askAfterSeconds)}</td>
      <td>{t("pullCache.keptSum", { count: known.images, bytes: format.bytes(known.bytes) })}</td>
      <td>
        <RuleButtons rule={rule} onAsk={onAsk} />
      </td>
    </tr>
  );
}

function RuleButtons({ rule, onAsk }: { rule: PullRule; onAsk: (asked: Asked) => void }): ReactNode {
  const { t } = useMessages();
  const prefix = visibleText(rule.prefix);
  return (
    <span className={styles["buttons"]}>
      <Button tone="quiet" label={t("pullCache.changeRuleOf", { prefix })} onPress={() => onAsk({ type: "change", rule })}>
        {t("pullCache.changeRule")}
      </Button>
      <Button tone="quiet" label={t("pullCache.removeRuleOf", { prefix })} onPress={() => onAsk({ type: "remove", rule })}>
        {t("pullCache.removeRule")}
      </Button>
    </span>
  );
}

interface KeptProps {
  cache: PullCache;
  connection: string;
  looking: ReturnType<typeof useLooking>;
}

function Kept({ cache, connection, looking }: KeptProps): ReactNode {
  const { t } = useMessages();
  const [chosen, setChosen] = useAddressState("rule");
  const prefixes = cache.rules.map(({ rule }) => rule.prefix);
  const prefix = prefixes.includes(chosen) ? chosen : (prefixes[0] ?? "");
  return (
    <section className={styles["section"]} aria-label={t("pullCache.images")}>
      <h2>{t("pullCache.images")}</h2>
      {prefixes.length > 1 ? (
        <Select label={t("pullCache.ofRule")} value={prefix} onChange={setChosen} choices={prefixes.map((each) => ({ value: each, label: visibleText(each) }))} />
      ) : null}
      <PulledImages key={prefix} prefix={prefix} connection={connection} address={cache.address} looking={looking} />
    </section>
  );
}
