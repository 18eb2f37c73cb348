// What a repository is set to: which tags may move, scanning, encryption, resource tags. Each is saved by itself.
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AmazonEncryption, AmazonRepository, AmazonSetting, RepositoryAt, ResourceTag, TagMutability } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { RadioGroup } from "~/kit/Checkbox";
import { CopyButton, Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Fact, Facts } from "~/parts/Inspected";
import { Age } from "~/parts/Known";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./amazon.module.css";
import { DeleteRepositoryDialog } from "./DeleteRepositoryDialog";
import { RepositoryCode } from "./RepositoryCode";

export interface SettingsProps {
  at: RepositoryAt;
  isReadOnly: boolean;
}

export function GeneralSettings({ at, isReadOnly }: SettingsProps): ReactNode {
  const { t } = useMessages();
  const found = useAsk("read_amazon_repository", at);
  const set = useAct("set_amazon_setting");
  const toasts = useToasts();
  const open = useOpen();
  const [isDeleting, setDeleting] = useState(false);
  if (found.error) return <FailureNotice failure={found.error.failure} connection={at.connection} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton lines={8} label={t("common.loading")} />;
  const save = (setting: AmazonSetting): void =>
    set.mutate(
      { ...at, setting },
      {
        onSuccess: () => {
          toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") });
          void found.refetch();
        },
      },
    );
  const frozen = isReadOnly ? t("repository.readOnly") : set.isPending ? t("ecr.saving") : undefined;
  const repository = found.data;
  return (
    <div className={styles["page"]}>
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
      <Mutability key={JSON.stringify(repository.mutability)} kept={repository.mutability} onSave={save} frozen={frozen} />
      <ResourceTags key={JSON.stringify(repository.resourceTags)} repository={repository} onSave={save} frozen={frozen} connection={at.connection} />
      <Identity repository={repository} />
      <RepositoryCode at={at} repository={repository} />
      <div>
        <Button tone="loss" icon={Trash2} onPress={() => setDeleting(true)} disabledReason={frozen}>
          {t("ecr.deleteRepository")}
        </Button>
      </div>
      {isDeleting ? (
        <DeleteRepositoryDialog
          at={at}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            toasts.show({ title: t("ecr.deleted", { name: visibleText(at.repository) }) });
            open(addresses.registry(at.connection));
          }}
        />
      ) : null}
    </div>
  );
}

interface PartProps {
  onSave: (setting: AmazonSetting) => void;
  /** Why nothing can be saved now. */
  frozen: string | undefined;
}

/** Which tags may move, for a repository that is or will be. */
export function MutabilityFields({ value, onChange }: { value: TagMutability; onChange: (value: TagMutability) => void }): ReactNode {
  const { t } = useMessages();
  const [text, setText] = useState(value.exclusions.join(", "));
  return (
    <>
      <RadioGroup
        label={t("ecr.mutability")}
        value={value.immutable ? "immutable" : "mutable"}
        onChange={(choice) => onChange({ ...value, immutable: choice === "immutable" })}
        choices={[
          { value: "mutable", label: t("ecr.mutable"), description: t("ecr.mutableHelp") },
          { value: "immutable", label: t("ecr.immutable"), description: t("ecr.immutableHelp") },
        ]}
      />
      <TextField
        label={t(value.immutable ? "ecr.exclusionsMutable" : "ecr.exclusionsImmutable")}
        description={t("ecr.exclusionsHelp")}
        value={text}
        onChange={(typed) => {
          setText(typed);
          const exclusions = typed.split(",").map((each) => each.trim());
          onChange({ ...value, exclusions: exclusions.filter((each) => each !== "") });
        }}
        mono
        placeholder="latest, dev-*"
      />
    </>
  );
}

/** What of typed filters ECR would refuse. */
export function wrongFilter(filters: readonly string[]): string | undefined {
  if (filters.length > 5) return filters[5];
  return filters.find((filter) => !/^[\w.*-]{1,128}$/.test(filter));
}

function Mutability({ kept, onSave, frozen }: PartProps & { kept: TagMutability }): ReactNode {
  const { t } = useMessages();
  const [value, setValue] = useState(kept);
  const isSame = JSON.stringify(value) === JSON.stringify(kept);
  const wrong = wrongFilter(value.exclusions);
  const reason = frozen ?? (isSame ? t("ecr.nothingChanged") : wrong === undefined ? undefined : t("ecr.filterWrong", { filter: visibleText(wrong) }));
  return (
    <section className={styles["section"]}>
      <h2>{t("ecr.tagsOfImages")}</h2>
      <MutabilityFields value={value} onChange={setValue} />
      {wrong === undefined ? null : (
        <p role="alert" className={styles["lack"]}>
          {t("ecr.filterWrong", { filter: visibleText(wrong) })}
        </p>
      )}
      <div>
        <Button onPress={() => onSave({ type: "mutability", mutability: value })} disabledReason={reason}>
          {t("ecr.saveMutability")}
        </Button>
      </div>
    </section>
  );
}

/** Keys and values, in as many rows as there are. */
export function TagRows({ tags, onChange }: { tags: readonly ResourceTag[]; onChange: (tags: ResourceTag[]) => void }): ReactNode {
  const { t } = useMessages();
  const put = (at: number, change: Partial<ResourceTag>): void => onChange(tags.map((tag, index) => (index === at ? { ...tag, ...change } : tag)));
  return (
    <div className={styles["pairs"]}>
      {tags.map((tag, index) => (
        <div key={index} role="group" aria-label={t("ecr.resourceTag", { number: index + 1 })} className={styles["pair"]}>
          <TextField label={t("ecr.key")} hideLabel placeholder={t("ecr.key")} value={tag.key} onChange={(key) => put(index, { key })} />
          <TextField label={t("ecr.value")} hideLabel placeholder={t("ecr.value")} value={tag.value} onChange={(value) => put(index, { value })} />
          <IconButton icon={Trash2} label={t("ecr.removeTag", { key: tag.key })} onPress={() => onChange(tags.filter((_, place) => place !== index))} />
        </div>
      ))}
      <div>
        <Button icon={Plus} tone="quiet" onPress={() => onChange([...tags, { key: "", value: "" }])}>
          {t("ecr.addResourceTag")}
        </Button>
      </div>
    </div>
  );
}

function ResourceTags({ repository, onSave, frozen, connection }: PartProps & { repository: AmazonRepository; connection: string }): ReactNode {
  const { t } = useMessages();
  const kept = repository.resourceTags ?? [];
  const [tags, setTags] = useState<ResourceTag[]>(kept);
  const isSame = JSON.stringify(tags) === JSON.stringify(kept);
  const isEmpty = tags.some((tag) => tag.key.trim() === "");
  const reason = frozen ?? (isSame ? t("ecr.nothingChanged") : isEmpty ? t("ecr.keyMissing") : undefined);
  return (
    <section className={styles["section"]}>
      <h2>{t("ecr.resourceTags")}</h2>
      {repository.problem ? (
        <FailureNotice failure={repository.problem} connection={connection} />
      ) : (
        <>
          <TagRows tags={tags} onChange={setTags} />
          <div>
            <Button onPress={() => onSave({ type: "resourceTags", tags })} disabledReason={reason}>
              {t("ecr.saveResourceTags")}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

const encryptionNames = { aes256: "ecr.aes256", kms: "ecr.kms", kmsDsse: "ecr.kmsDsse" } as const satisfies Record<AmazonEncryption["kind"], PlainKey>;

function Identity({ repository }: { repository: AmazonRepository }): ReactNode {
  const { t } = useMessages();
  const { encryption } = repository;
  return (
    <section className={styles["section"]}>
      <h2>{t("ecr.fixed")}</h2>
      <Facts>
        <Fact name={t("ecr.encryption")}>{t(encryptionNames[encryption.kind])}</Fact>
        {encryption.key === null ? null : <Fact name={t("ecr.key")}>{visibleText(encryption.key)}</Fact>}
        <Fact name={t("ecr.uri")}>
          <span className={styles["copied"]}>
            <code>{visibleText(repository.uri)}</code>
            <CopyButton text={repository.uri} label={t("ecr.copyUri")} />
          </span>
        </Fact>
        <Fact name={t("ecr.arn")}>
          <span className={styles["copied"]}>
            <code>{visibleText(repository.arn)}</code>
            <CopyButton text={repository.arn} label={t("ecr.copyArn")} />
          </span>
        </Fact>
        <Fact name={t("image.created")}>
          <Age time={repository.created} />
        </Fact>
      </Facts>
    </section>
  );
}
