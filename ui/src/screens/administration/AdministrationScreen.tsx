// What a registry’s vendor offers beyond images: a tab for each, about the whole registry or a part of it.
import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import type { OfferScope, RegistryOffers } from "~/bridge/generated/contract";
import { useAsk, useConnection } from "~/bridge/queries";
import { EmptyState, Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { Tabs } from "~/kit/Tabs";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { FailureNotice } from "~/parts/FailureNotice";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import styles from "./administration.module.css";
import { fitScope, readScope, writeScope } from "./scope";
import { administrationTabs } from "./tabs";

export function AdministrationScreen({ connection }: { connection: string }): ReactNode {
  const { t } = useMessages();
  const known = useConnection(connection);
  const open = useOpen();
  const [repository] = useAddressState("repository");
  const offers = useAsk("read_offers", { connection, repository: repository === "" ? null : repository });
  const { data } = offers;
  const withheld = data?.withheld;
  return (
    <ScreenFrame
      title={t("administration.title")}
      subtitle={known && <ConnectionMarks connection={known} />}
      notices={data?.problem && <FailureNotice shape="bar" failure={data.problem} connection={connection} onRetry={() => void offers.refetch()} />}
    >
      <div className={styles["views"]}>
        {offers.error ? <FailureNotice failure={offers.error.failure} connection={connection} onRetry={() => void offers.refetch()} /> : null}
        {withheld ? (
          <EmptyState
            icon={KeyRound}
            title={t(withheld === "needsToken" ? "administration.needsToken" : "administration.needsSignIn")}
            actions={[{ label: t("administration.editConnection"), run: () => open(addresses.editConnection(connection)) }]}
          >
            {t(withheld === "needsToken" ? "administration.needsTokenText" : "administration.needsSignInText")}
          </EmptyState>
        ) : data ? (
          <Views connection={connection} repository={repository} offers={data} isReadOnly={known?.readOnly ?? false} />
        ) : offers.error ? null : (
          <Skeleton lines={8} label={t("common.loading")} />
        )}
      </div>
    </ScreenFrame>
  );
}

interface ViewsProps {
  connection: string;
  repository: string;
  offers: RegistryOffers;
  isReadOnly: boolean;
}

function Views({ connection, repository, offers, isReadOnly }: ViewsProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const [tabText, setTab] = useAddressState("tab");
  const [scopeText, setScope] = useAddressState("scope");
  const tabs = administrationTabs.filter(({ offer }) => offers.offers.some(({ name }) => name === offer));
  const [first] = tabs;
  if (!first) return <EmptyState title={t("administration.nothing")}>{t("administration.nothingText")}</EmptyState>;
  const wanted = readScope(scopeText, repository);
  const selected = tabs.find(({ offer }) => offer === tabText) ?? first;
  return (
    <Tabs
      label={t("administration.views")}
      selected={selected.offer}
      onSelect={(offer) => setTab(offer === first.offer ? "" : offer)}
      views={tabs.map(({ offer, label, Draw }) => {
        const kinds = offers.offers.find(({ name }) => name === offer)?.scopes ?? [];
        const choices = offers.scopes.filter((each) => kinds.includes(each.type));
        const scope = fitScope(wanted, choices, kinds);
        const draw = (): ReactNode => (
          <div className={styles["page"]}>
            {scope && choices.length > 1 ? (
              <div className={styles["scope"]}>
                <Select
                  label={t("administration.scope")}
                  value={writeScope(scope)}
                  onChange={setScope}
                  choices={choices.map((each) => ({ value: writeScope(each), label: sayScope(each, messages) }))}
                />
              </div>
            ) : null}
            {scope ? (
              <Draw key={`${writeScope(scope)} ${repository}`} at={{ connection, scope }} isReadOnly={isReadOnly} />
            ) : (
              <EmptyState title={t("administration.noScope")}>{t("administration.noScopeText")}</EmptyState>
            )}
          </div>
        );
        return { id: offer, label: t(label), draw };
      })}
    />
  );
}

function sayScope(scope: OfferScope, { t }: Pick<Messages, "t">): string {
  if (scope.type === "registry") return t("administration.wholeRegistry");
  if (scope.type === "namespace") return t("administration.inNamespace", { name: visibleText(scope.name) });
  return visibleText(scope.repository);
}
