// A new repository of Amazon ECR, all of its settings in one form.
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection, EncryptionKind, ResourceTag, TagMutability } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { isRepositoryName } from "~/lib/oci_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { MutabilityFields, TagRows, wrongFilter } from "./GeneralSettings";
import styles from "./amazon.module.css";

export function NewRepositoryDialog({ connection, onClose }: { connection: Connection; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const toasts = useToasts();
  const create = useAct("create_amazon_repository");
  const regions = connection.amazon?.regions ?? [];
  const [region, setRegion] = useState(regions[0] ?? "");
  const [name, setName] = useState("");
  const [mutability, setMutability] = useState<TagMutability>({ immutable: false, exclusions: [] });
  const [scanOnPush, setScanOnPush] = useState(true);
  const [encryption, setEncryption] = useState<EncryptionKind>("aes256");
  const [key, setKey] = useState("");
  const [tags, setTags] = useState<ResourceTag[]>([]);
  const isName = isRepositoryName(name) && name.length >= 2;
  const wrong = wrongFilter(mutability.exclusions);
  const reason =
    (isName ? undefined : t("ecr.nameWrong")) ??
    (wrong === undefined ? undefined : t("ecr.filterWrong", { filter: visibleText(wrong) })) ??
    (tags.some((tag) => tag.key.trim() === "") ? t("ecr.keyMissing") : undefined);
  const submit = (): void => {
    if (reason !== undefined) return;
    create.mutate(
      {
        connection: connection.id,
        region,
        name,
        mutability,
        scanOnPush,
        encryption: { kind: encryption, key: encryption === "aes256" || key.trim() === "" ? null : key.trim() },
        resourceTags: tags,
      },
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
      title={t("ecr.newTitle")}
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
        <Select label={t("ecr.region")} value={region} onChange={setRegion} choices={regions.map((value) => ({ value, label: value }))} />
        <TextField
          label={t("ecr.name")}
          description={t("ecr.nameHelp")}
          value={name}
          onChange={setName}
          error={name === "" || isName ? undefined : t("ecr.nameWrong")}
          mono
          autoFocus
          placeholder="team/app"
        />
        <MutabilityFields value={mutability} onChange={setMutability} />
        <Checkbox isSelected={scanOnPush} onChange={setScanOnPush} description={t("ecr.scanOnPushHelp")}>
          {t("ecr.scanOnPush")}
        </Checkbox>
        <Select
          label={t("ecr.encryption")}
          description={t("ecr.encryptionHelp")}
          value={encryption}
          onChange={setEncryption}
          choices={[
            { value: "aes256", label: t("ecr.aes256") },
            { value: "kms", label: t("ecr.kms") },
            { value: "kmsDsse", label: t("ecr.kmsDsse") },
          ]}
        />
        {encryption === "aes256" ? null : <TextField label={t("ecr.kmsKey")} description={t("ecr.kmsKeyHelp")} value={key} onChange={setKey} mono />}
        <fieldset className={styles["plain"]}>
          <legend>{t("ecr.resourceTags")}</legend>
          <TagRows tags={tags} onChange={setTags} />
        </fieldset>
      </div>
    </Dialog>
  );
}
