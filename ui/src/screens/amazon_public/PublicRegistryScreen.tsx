// The public registry of an account: its aliases, the wish for another, and its display name.
import { ExternalLink, RefreshCw, X } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { PublicRegistry } from "~/bridge/generated/contract";
import { useAct, useAsk, useAskAgain, useConnection } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { CopyButton, Notice, Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { ConnectionMarks } from "~/parts/ConnectionMarks";
import { FailureNotice } from "~/parts/FailureNotice";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useFailureTeller } from "~/parts/failure_teller";
import { AliasWish } from "./AliasWish";
import { statusNames } from "./alias_words";
import styles from "./amazon_public.module.css";
import { lengthOf, limits } from "./catalog_form";

export function PublicRegistryScreen({ connection }: { connection: string }): ReactNode {
  const { t } = useMessages();
  const known = useConnection(connection);
  const found = useAsk("read_public_registry", connection);
  const look = (): void => void found.refetch();
  return (
    <ScreenFrame
      title={t("publisherSide.registry")}
      subtitle={known && <ConnectionMarks connection={known} />}
      actions={<IconButton icon={RefreshCw} label={t("registry.refresh")} onPress={look} />}
    >
      <div className={styles["frame"]}>
        {found.error ? <FailureNotice failure={found.error.failure} connection={connection} onRetry={look} /> : null}
        {found.data ? (
          <div className={styles["page"]}>
            {found.data.problem ? <FailureNotice failure={found.data.problem} connection={connection} /> : null}
            <Aliases connection={connection} registry={found.data} />
            <AliasWish connection={connection} registry={found.data} />
            <DisplayName
              key={found.data.displayName ?? ""}
              connection={connection}
              registry={found.data}
              frozen={known?.readOnly === true ? t("repository.readOnly") : undefined}
            />
          </div>
        ) : found.error ? null : (
          <Skeleton lines={8} label={t("common.loading")} />
        )}
      </div>
    </ScreenFrame>
  );
}

function Aliases({ connection, registry }: { connection: string; registry: PublicRegistry }): ReactNode {
  const { t } = useMessages();
  const openLink = useAct("open_link", useFailureTeller());
  const forget = useAct("await_alias", useFailureTeller());
  const askAgain = useAskAgain();
  const { aliases, awaited } = registry;
  return (
    <section className={styles["section"]}>
      <h2>{t("publisherSide.aliases")}</h2>
      <p className={styles["help"]}>{t(aliases.length === 0 ? "publisherSide.noAliases" : "publisherSide.aliasesHelp")}</p>
      {aliases.length + awaited.length === 0 ? null : (
        <div className={styles["tableFrame"]}>
          <table className={styles["table"]} aria-label={t("publisherSide.aliases")}>
            <thead>
              <tr>
                <th scope="col">{t("publisherSide.alias")}</th>
                <th scope="col">{t("publisherSide.status")}</th>
                <th scope="col">{t("publisherSide.address")}</th>
              </tr>
            </thead>
            <tbody>
              {aliases.map((alias) => (
                <tr key={alias.name}>
                  <td>
                    <strong>{visibleText(alias.name)}</strong>
                    {alias.primary ? <span className={styles["mark"]}>{t("publisherSide.primary")}</span> : null}
                    {alias.given ? <span className={styles["mark"]}>{t("publisherSide.given")}</span> : null}
                  </td>
                  <td>{t(statusNames[alias.status])}</td>
                  <td>
                    <span className={styles["copied"]}>
                      <code>{visibleText(alias.url)}</code>
                      <CopyButton text={alias.url} label={t("publisherSide.copyUrl", { alias: visibleText(alias.name) })} />
                      {alias.status === "active" ? (
                        <IconButton
                          icon={ExternalLink}
                          label={t("publisherSide.openGalleryOf", { alias: visibleText(alias.name) })}
                          onPress={() => openLink.mutate({ url: alias.gallery })}
                        />
                      ) : null}
                    </span>
                  </td>
                </tr>
              ))}
              {awaited.map((alias) => (
                <tr key={alias}>
                  <td>
                    <strong>{visibleText(alias)}</strong>
                  </td>
                  <td>{t("publisherSide.awaited")}</td>
                  <td>
                    <IconButton
                      icon={X}
                      label={t("publisherSide.forget", { alias: visibleText(alias) })}
                      onPress={() => forget.mutate({ connection, alias, waits: false }, { onSuccess: () => askAgain("read_public_registry") })}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function DisplayName({ connection, registry, frozen }: { connection: string; registry: PublicRegistry; frozen: string | undefined }): ReactNode {
  const { t, format } = useMessages();
  const toasts = useToasts();
  const set = useAct("set_display_name");
  const kept = registry.displayName ?? "";
  const [name, setName] = useState(kept);
  const has = lengthOf(name.trim());
  const wrong = has > limits.displayName ? t("publisherSide.tooMuch", { has: format.number(has), most: format.number(limits.displayName) }) : undefined;
  const reason = frozen ?? (set.isPending ? t("ecr.saving") : name.trim() === kept ? t("ecr.nothingChanged") : wrong);
  const save = (): void => {
    if (reason === undefined) set.mutate({ connection, name }, { onSuccess: () => toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") }) });
  };
  return (
    <section className={styles["section"]}>
      <h2>{t("publisherSide.displayName")}</h2>
      {registry.verified ? <p className={styles["help"]}>{t("publisherSide.verified")}</p> : <Notice>{t("publisherSide.notVerified")}</Notice>}
      {set.error ? <FailureNotice failure={set.error.failure} connection={connection} /> : null}
      <TextField label={t("publisherSide.displayName")} description={t("publisherSide.displayNameHelp")} value={name} onChange={setName} error={wrong} onSubmit={save} />
      <div>
        <Button onPress={save} disabledReason={reason}>
          {t("publisherSide.saveName")}
        </Button>
      </div>
    </section>
  );
}
