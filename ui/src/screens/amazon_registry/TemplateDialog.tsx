// A creation template, new or changed, all of its settings in one form.
import type { ReactNode } from "react";
import type { CreationOccasion, CreationTemplate, EncryptionKind, ListedTemplate, RegistryAt } from "~/bridge/generated/contract";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { MutabilityFields, TagRows } from "../amazon/GeneralSettings";
import { complaintAt } from "./complaint_words";
import { useDraft } from "./draft";
import { occasionNames } from "./TemplatesView";
import styles from "./amazon_registry.module.css";

export interface TemplateDialogProps {
  at: RegistryAt;
  /** The template to change; a new one without. */
  kept: ListedTemplate | undefined;
  onClose: () => void;
}

const occasions: readonly CreationOccasion[] = ["pullThroughCache", "replication", "push"];

const blank: ListedTemplate = {
  prefix: "",
  template: {
    description: null,
    appliedFor: ["pullThroughCache"],
    mutability: { immutable: false, exclusions: [] },
    encryption: { kind: "aes256", key: null },
    repositoryPolicy: null,
    lifecyclePolicy: null,
    resourceTags: [],
    role: null,
  },
};

export function TemplateDialog({ at, kept, onClose }: TemplateDialogProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const draft = useDraft<ListedTemplate>(at, kept ?? blank, ({ prefix, template }) => ({ type: "template", prefix, template }), { isReadOnly: false, onSaved: onClose });
  const { value, put, complaints } = draft;
  const { template } = value;
  const change = (part: Partial<CreationTemplate>): void => put({ ...value, template: { ...template, ...part } });
  const orNull = (text: string): string | null => (text === "" ? null : text);
  const { encryption } = template;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={kept === undefined ? t("registrySettings.newTemplate") : t("registrySettings.editTemplate", { prefix: visibleText(kept.prefix) })}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={draft.save} isPending={draft.isSaving} disabledReason={draft.reason}>
            {t(kept === undefined ? "registrySettings.create" : "registrySettings.save")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {draft.error ? <FailureNotice failure={draft.error.failure} connection={at.connection} /> : null}
        <TextField
          label={t("registrySettings.templatePrefix")}
          description={t("registrySettings.templatePrefixHelp")}
          value={value.prefix}
          onChange={(prefix) => put({ ...value, prefix })}
          isReadOnly={kept !== undefined}
          mono
          placeholder="docker-hub"
          error={complaintAt(complaints, { fields: ["templatePrefix"], isEmpty: value.prefix === "" }, messages)}
        />
        <TextField
          label={t("registrySettings.description")}
          value={template.description ?? ""}
          onChange={(text) => change({ description: orNull(text) })}
          error={complaintAt(complaints, { fields: ["description"], isEmpty: template.description === null }, messages)}
        />
        <fieldset className={styles["plain"]}>
          <legend>{t("registrySettings.occasions")}</legend>
          {occasions.map((occasion) => (
            <Checkbox
              key={occasion}
              isSelected={template.appliedFor.includes(occasion)}
              onChange={(isOn) => change({ appliedFor: occasions.filter((each) => (each === occasion ? isOn : template.appliedFor.includes(each))) })}
            >
              {t(occasionNames[occasion])}
            </Checkbox>
          ))}
        </fieldset>
        <MutabilityFields value={template.mutability} onChange={(mutability) => change({ mutability })} />
        <Select
          label={t("ecr.encryption")}
          value={encryption.kind}
          onChange={(kind: EncryptionKind) => change({ encryption: { kind, key: kind === "aes256" ? null : encryption.key } })}
          choices={[
            { value: "aes256", label: t("ecr.aes256") },
            { value: "kms", label: t("ecr.kms") },
            { value: "kmsDsse", label: t("ecr.kmsDsse") },
          ]}
        />
        {encryption.kind === "aes256" ? null : (
          <TextField
            label={t("ecr.kmsKey")}
            description={t("ecr.kmsKeyHelp")}
            value={encryption.key ?? ""}
            onChange={(text) => change({ encryption: { ...encryption, key: orNull(text) } })}
            mono
            error={complaintAt(complaints, { fields: ["kmsKey"], isEmpty: encryption.key === null }, messages)}
          />
        )}
        <TextField
          label={t("registrySettings.lifecyclePolicy")}
          value={template.lifecyclePolicy ?? ""}
          onChange={(text) => change({ lifecyclePolicy: orNull(text) })}
          lines={5}
          mono
          error={complaintAt(complaints, { fields: ["lifecyclePolicy"], isEmpty: template.lifecyclePolicy === null }, messages)}
        />
        <TextField
          label={t("registrySettings.repositoryPolicy")}
          value={template.repositoryPolicy ?? ""}
          onChange={(text) => change({ repositoryPolicy: orNull(text) })}
          lines={5}
          mono
          error={complaintAt(complaints, { fields: ["repositoryPolicy"], isEmpty: template.repositoryPolicy === null }, messages)}
        />
        <fieldset className={styles["plain"]}>
          <legend>{t("ecr.resourceTags")}</legend>
          <TagRows tags={template.resourceTags} onChange={(resourceTags) => change({ resourceTags })} />
        </fieldset>
        <TextField
          label={t("registrySettings.templateRole")}
          description={t("registrySettings.templateRoleHelp")}
          value={template.role ?? ""}
          onChange={(text) => change({ role: orNull(text) })}
          mono
          placeholder="arn:aws:iam::123456789012:role/…"
          error={complaintAt(complaints, { fields: ["role"], isEmpty: template.role === null }, messages)}
        />
      </div>
    </Dialog>
  );
}
