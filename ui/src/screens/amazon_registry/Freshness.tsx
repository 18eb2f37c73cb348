// Whether a cached repository has what its upstream has by now: asked on request, with the time of the asking.
import { useState } from "react";
import type { ReactNode } from "react";
import type { CachedRepositoryAt, CachedTagState, UpstreamLook } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "./amazon_registry.module.css";

export function Freshness({ of }: { of: CachedRepositoryAt }): ReactNode {
  const { t } = useMessages();
  const [isAsked, setAsked] = useState(false);
  // What was told before is shown again without asking.
  const look = useAsk("compare_with_upstream", of, { enabled: isAsked });
  const { data, error } = look;
  const repository = visibleText(of.repository);
  const ask = (): void => {
    if (isAsked || data) void look.refetch();
    setAsked(true);
  };
  return (
    <div className={styles["freshness"]}>
      {data ? <Said look={data} connection={of.connection} /> : null}
      {error ? <FailureNotice failure={error.failure} connection={of.connection} /> : null}
      <div>
        <Button tone="quiet" label={t(data ? "freshness.againOf" : "freshness.lookOf", { repository })} isPending={look.isFetching} onPress={ask}>
          {t(data ? "freshness.again" : "freshness.look")}
        </Button>
      </div>
    </div>
  );
}

const tellingStates = ["stale", "gone", "unknown"] as const satisfies readonly CachedTagState[];
const stateWords = { stale: "freshness.stale", gone: "freshness.gone", unknown: "freshness.unknown" } as const;

function Said({ look, connection }: { look: UpstreamLook; connection: string }): ReactNode {
  const { t, format } = useMessages();
  const { tags, problem, leftOut } = look;
  const isAllFresh = tags.length > 0 && tags.every(({ state }) => state === "fresh");
  return (
    <>
      {tags.length === 0 ? <span>{t("freshness.noTags")}</span> : null}
      {isAllFresh ? <span className={styles["good"]}>{t("freshness.allFresh", { count: tags.length })}</span> : null}
      {tellingStates.map((state) => {
        const named = tags.filter((each) => each.state === state).map(({ tag }) => visibleText(tag));
        return named.length === 0 ? null : (
          <span key={state} className={state === "unknown" ? undefined : styles["lack"]}>
            {t(stateWords[state], { count: named.length })} <code>{named.join(", ")}</code>
          </span>
        );
      })}
      {problem ? <FailureNotice failure={problem} connection={connection} /> : null}
      <span className={styles["help"]} title={format.exact(look.looked)}>
        {t("freshness.asked", { upstream: visibleText(look.upstream), ago: format.relative(look.looked) })}
        {leftOut === 0 ? null : `; ${t("freshness.leftOut", { count: leftOut })}`}
      </span>
    </>
  );
}
