// A new public repository, with its gallery page in the same form.
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection, LogoChange, ResourceTag } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { TagRows } from "../amazon/GeneralSettings";
import { CatalogFields } from "./CatalogFields";
import { LogoField } from "./LogoField";
import styles from "./amazon_public.module.css";
import { emptyCatalog, isPublicName, isTooLong, keepLogo } from "./catalog_form";

const noPlatforms = { architectures: [], operatingSystems: [] };

export function NewPublicRepositoryDialog({ connection, onClose }: { connection: Connection; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const toasts = useToasts();
  const create = useAct("create_public_repository");
  const registry = useAsk("read_public_registry", connection.id).data;
  const [name, setName] = useState("");
  const [catalog, setCatalog] = useState(emptyCatalog);
  const [logo, setLogo] = useState<LogoChange>(keepLogo);
  const [isLogoGood, setLogoGood] = useState(true);
  const [tags, setTags] = useState<ResourceTag[]>([]);
  const isName = isPublicName(name);
  const reason =
    (isName ? undefined : t("publisherSide.nameWrong")) ??
    (isTooLong(catalog) || !isLogoGood ? t("publisherSide.catalog") : undefined) ??
    (tags.some((tag) => tag.key.trim() === "") ? t("ecr.keyMissing") : undefined);
  const submit = (): void => {
    if (reason !== undefined) return;
    create.mutate(
      { connection: connection.id, name, catalog, logo: logo.type === "replace" ? logo.path : null, resourceTags: tags },
      {
        onSuccess: (made) => {
          toasts.show({ title: t("ecr.created", { name: visibleText(made.repository) }) });
          onClose();
          open(addresses.repository(made.connection, made.repository));
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("publisherSide.newTitle")}
      subtitle={t("publisherSide.newHelp")}
      width="wide"
      closesOutside={false}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={submit} isPending={create.isPending} disabledReason={reason}>
            {t("ecr.create")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {create.error ? <FailureNotice failure={create.error.failure} connection={connection.id} /> : null}
        <TextField
          label={t("ecr.name")}
          description={t("ecr.nameHelp")}
          value={name}
          onChange={setName}
          error={name === "" || isName ? undefined : t("publisherSide.nameWrong")}
          mono
          autoFocus
          placeholder="team/app"
        />
        <CatalogFields value={catalog} onChange={setCatalog} findable={registry ?? noPlatforms} />
        <LogoField name={name} description={catalog.description} kept={null} hasLogo={false} value={logo} onChange={setLogo} onLook={setLogoGood} />
        <fieldset className={styles["plain"]}>
          <legend>{t("ecr.resourceTags")}</legend>
          <TagRows tags={tags} onChange={setTags} />
        </fieldset>
      </div>
    </Dialog>
  );
}
