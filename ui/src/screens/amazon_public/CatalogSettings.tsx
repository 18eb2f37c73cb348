// What the gallery shows of a repository, read, written and saved whole.
import { useState } from "react";
import type { ReactNode } from "react";
import type { LogoChange, PublicRegistry, PublicRepository, RepositoryAt } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Notice, Skeleton } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { CatalogFields } from "./CatalogFields";
import { LogoField } from "./LogoField";
import styles from "./amazon_public.module.css";
import { isTooLong, keepLogo } from "./catalog_form";

export interface PublicSettingsProps {
  at: RepositoryAt;
  /** Why nothing can be saved. */
  frozen: string | undefined;
}

export function CatalogSettings({ at, frozen }: PublicSettingsProps): ReactNode {
  const { t } = useMessages();
  const found = useAsk("read_public_repository", at);
  const registry = useAsk("read_public_registry", at.connection);
  const error = found.error ?? registry.error;
  if (error) return <FailureNotice failure={error.failure} connection={at.connection} onRetry={() => void found.refetch()} />;
  if (!found.data || !registry.data) return <Skeleton lines={8} label={t("common.loading")} />;
  const { data } = found;
  return <Editor key={JSON.stringify([data.catalog, data.hasLogo])} at={at} frozen={frozen} repository={data} registry={registry.data} />;
}

function Editor({ at, frozen, repository, registry }: PublicSettingsProps & { repository: PublicRepository; registry: PublicRegistry }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const save = useAct("set_public_catalog");
  const logo = useAsk("read_public_logo", at, { enabled: repository.hasLogo });
  const [value, setValue] = useState(repository.catalog);
  const [change, setChange] = useState<LogoChange>(keepLogo);
  const [isLogoGood, setLogoGood] = useState(true);
  const isSame = change.type === "keep" && JSON.stringify(value) === JSON.stringify(repository.catalog);
  const isLost = logo.data?.lostIfChanged ?? false;
  const reason =
    frozen ??
    (save.isPending ? t("ecr.saving") : isSame ? t("ecr.nothingChanged") : isTooLong(value) || !isLogoGood ? t("publisherSide.catalog") : undefined);
  const submit = (): void =>
    save.mutate(
      { ...at, catalog: value, logo: change },
      {
        onSuccess: () => {
          setChange(keepLogo);
          void logo.refetch();
          toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") });
        },
      },
    );
  return (
    <div className={styles["page"]}>
      {repository.problem ? <FailureNotice failure={repository.problem} connection={at.connection} /> : null}
      {save.error ? <FailureNotice failure={save.error.failure} connection={at.connection} /> : null}
      {registry.verified ? null : <Notice>{t("publisherSide.notVerified")}</Notice>}
      <CatalogFields value={value} onChange={setValue} findable={registry} />
      {isLost ? <Notice>{t("publisherSide.logoLost")}</Notice> : null}
      <LogoField
        name={at.repository}
        description={value.description}
        kept={logo.data?.url ?? null}
        hasLogo={repository.hasLogo}
        value={change}
        onChange={setChange}
        onLook={setLogoGood}
      />
      <div>
        <Button tone="primary" onPress={submit} isPending={save.isPending} disabledReason={reason}>
          {t("publisherSide.saveCatalog")}
        </Button>
      </div>
    </div>
  );
}
