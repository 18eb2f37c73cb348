// The pull-through cache: its rules, whether they work, and what they have brought.
import { Plus } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { CacheUpstream, ListedCacheRule, RegistryAt } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Age, Unknown } from "~/parts/Known";
import table from "~/parts/Table.module.css";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { CacheRuleDialog } from "./CacheRuleDialog";
import type { SectionProps } from "./draft";
import { Freshness } from "./Freshness";
import { Answer } from "./pieces";
import { RemoveDialog } from "./RemoveDialog";
import styles from "./amazon_registry.module.css";

export const upstreamNames: Readonly<Record<CacheUpstream, PlainKey>> = {
  dockerHub: "registrySettings.upstreamDockerHub",
  ecrPublic: "registrySettings.upstreamEcrPublic",
  quay: "registrySettings.upstreamQuay",
  kubernetes: "registrySettings.upstreamKubernetes",
  gitHub: "registrySettings.upstreamGitHub",
  gitLab: "registrySettings.upstreamGitLab",
  azure: "registrySettings.upstreamAzure",
  chainguard: "registrySettings.upstreamChainguard",
  ecr: "registrySettings.upstreamEcr",
};

/** What stands in front of the section. */
type Asked = { type: "new" } | { type: "edit" | "remove" | "cached"; rule: ListedCacheRule };

export function CacheView({ at, isReadOnly }: SectionProps): ReactNode {
  const { t } = useMessages();
  const rules = useAsk("list_cache_rules", at);
  const validate = useAct("validate_cache_rule");
  const [asked, setAsked] = useState<Asked>();
  const frozen = isReadOnly ? t("repository.readOnly") : undefined;
  const close = (): void => setAsked(undefined);
  const tried = validate.variables?.prefix;
  return (
    <div className={styles["page"]}>
      <section className={styles["section"]} aria-label={t("registrySettings.cache")}>
        <p className={styles["help"]}>{t("registrySettings.cacheHelp")}</p>
        <div>
          <Button icon={Plus} onPress={() => setAsked({ type: "new" })} disabledReason={frozen}>
            {t("registrySettings.newCacheRule")}
          </Button>
        </div>
        {validate.error ? <FailureNotice failure={validate.error.failure} connection={at.connection} /> : null}
        {validate.data && tried !== undefined ? (
          <p role="status" className={validate.data.valid ? styles["good"] : styles["lack"]}>
            {validate.data.valid
              ? t("registrySettings.valid", { prefix: visibleText(tried) })
              : t("registrySettings.invalid", { prefix: visibleText(tried), reason: visibleText(validate.data.failure ?? t("registrySettings.noReason")) })}
          </p>
        ) : null}
        <Answer asked={rules} connection={at.connection}>
          {(listed) =>
            listed.length === 0 ? (
              <p>{t("registrySettings.noCacheRules")}</p>
            ) : (
              <div className={styles["tableFrame"]}>
                <table className={table["table"]} aria-label={t("registrySettings.cache")}>
                  <thead>
                    <tr>
                      <th scope="col">{t("registrySettings.cachePrefix")}</th>
                      <th scope="col">{t("registrySettings.upstream")}</th>
                      <th scope="col">{t("registrySettings.actions")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {listed.map((rule) => (
                      <tr key={rule.prefix}>
                        <td className={styles["short"]}>
                          <code>{visibleText(rule.prefix)}</code>
                        </td>
                        <td>
                          <Upstream rule={rule} />
                        </td>
                        <td>
                          <RuleActions
                            prefix={rule.prefix}
                            isTrying={validate.isPending && tried === rule.prefix}
                            onTry={() => validate.mutate({ ...at, prefix: rule.prefix })}
                            onAsk={(type) => setAsked({ type, rule })}
                            frozen={frozen}
                          />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )
          }
        </Answer>
      </section>
      {asked?.type === "new" ? <CacheRuleDialog at={at} kept={undefined} onClose={close} /> : null}
      {asked?.type === "edit" ? <CacheRuleDialog at={at} kept={asked.rule} onClose={close} /> : null}
      {asked?.type === "cached" ? <CachedDialog at={at} prefix={asked.rule.prefix} onClose={close} /> : null}
      {asked?.type === "remove" ? (
        <RemoveDialog
          at={at}
          setting={{ type: "cacheRule", prefix: asked.rule.prefix, rule: null }}
          title={t("registrySettings.removeCacheTitle", { prefix: visibleText(asked.rule.prefix) })}
          text={t("registrySettings.removeCacheText")}
          label={t("registrySettings.removeAct")}
          onClose={close}
        />
      ) : null}
    </div>
  );
}

interface RuleActionsProps {
  prefix: string;
  isTrying: boolean;
  onTry: () => void;
  onAsk: (what: "edit" | "remove" | "cached") => void;
  frozen: string | undefined;
}

function RuleActions({ prefix, isTrying, onTry, onAsk, frozen }: RuleActionsProps): ReactNode {
  const { t } = useMessages();
  return (
    <span className={styles["cell"]}>
      <Button tone="quiet" label={t("registrySettings.validateOf", { prefix })} isPending={isTrying} onPress={onTry}>
        {t("registrySettings.validate")}
      </Button>
      <Button tone="quiet" label={t("registrySettings.cachedOf", { prefix })} onPress={() => onAsk("cached")}>
        {t("registrySettings.cached")}
      </Button>
      <Button tone="quiet" label={t("registrySettings.editOf", { name: prefix })} disabledReason={frozen} onPress={() => onAsk("edit")}>
        {t("registrySettings.edit")}
      </Button>
      <Button tone="quiet" label={t("registrySettings.removeOf", { name: prefix })} disabledReason={frozen} onPress={() => onAsk("remove")}>
        {t("registrySettings.remove")}
      </Button>
    </span>
  );
}

function Upstream({ rule: { rule } }: { rule: ListedCacheRule }): ReactNode {
  const { t } = useMessages();
  const { upstreamPrefix } = rule;
  return (
    <>
      {t(rule.upstream === null ? "registrySettings.upstreamOther" : upstreamNames[rule.upstream])}
      <div className={styles["code"]}>{visibleText(upstreamPrefix === null ? rule.address : `${rule.address}/${upstreamPrefix}`)}</div>
      {rule.credential === null ? null : <div className={styles["code"]}>{visibleText(rule.credential)}</div>}
    </>
  );
}

function CachedDialog({ at, prefix, onClose }: { at: RegistryAt; prefix: string; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const asked = useAsk("list_cached", { ...at, prefix }, { always: true });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={t("registrySettings.cachedOf", { prefix: visibleText(prefix) })}
    >
      <Answer asked={asked} connection={at.connection}>
        {({ rows, more }) =>
          rows.length === 0 ? (
            <p>{t("registrySettings.noCached")}</p>
          ) : (
            <div className={styles["form"]}>
              <div className={styles["tableFrame"]}>
                <table className={table["table"]} aria-label={t("registrySettings.cached")}>
                  <thead>
                    <tr>
                      <th scope="col">{t("registrySettings.repository")}</th>
                      <th scope="col">{t("registrySettings.images")}</th>
                      <th scope="col">{t("registrySettings.brought")}</th>
                      <th scope="col">{t("registrySettings.pulled")}</th>
                      <th scope="col">{t("freshness.upstream")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row) => (
                      <tr key={row.repository}>
                        <td>
                          <button type="button" className={table["link"]} onClick={() => open(addresses.repository(at.connection, row.repository))}>
                            {visibleText(row.repository)}
                          </button>
                        </td>
                        <td>{row.images === null ? <Unknown /> : row.more ? t("registrySettings.moreThan", { count: row.images }) : row.images}</td>
                        <td>
                          <Age time={row.brought} />
                        </td>
                        <td>
                          <Age time={row.pulled} />
                        </td>
                        <td>
                          <Freshness of={{ ...at, prefix, repository: row.repository }} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {more ? <p className={styles["help"]}>{t("registrySettings.moreCached")}</p> : null}
              <p className={styles["help"]}>{t("freshness.help")}</p>
            </div>
          )
        }
      </Answer>
    </Dialog>
  );
}
