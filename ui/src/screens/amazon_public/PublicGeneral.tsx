// What a public repository is besides its page: its addresses, its resource tags, and the way to delete it.
import { ExternalLink, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { PublicRepository, ResourceTag } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { CopyButton, Skeleton } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { useFailureTeller } from "~/parts/failure_teller";
import { Fact, Facts } from "~/parts/Inspected";
import { Age } from "~/parts/Known";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { DeleteRepositoryDialog } from "../amazon/DeleteRepositoryDialog";
import { TagRows } from "../amazon/GeneralSettings";
import type { PublicSettingsProps } from "./CatalogSettings";
import styles from "./amazon_public.module.css";

export function PublicGeneral({ at, frozen }: PublicSettingsProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const open = useOpen();
  const found = useAsk("read_public_repository", at);
  const openLink = useAct("open_link", useFailureTeller());
  const [isDeleting, setDeleting] = useState(false);
  if (found.error) return <FailureNotice failure={found.error.failure} connection={at.connection} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton lines={6} label={t("common.loading")} />;
  const repository = found.data;
  const { gallery } = repository;
  return (
    <div className={styles["page"]}>
      <section className={styles["section"]}>
        <Facts>
          <Fact name={t("ecr.uri")}>
            <Copied text={repository.uri} label={t("ecr.copyUri")} />
          </Fact>
          <Fact name={t("ecr.arn")}>
            <Copied text={repository.arn} label={t("ecr.copyArn")} />
          </Fact>
          <Fact name={t("image.created")}>
            <Age time={repository.created} />
          </Fact>
        </Facts>
        {gallery === null ? null : (
          <div>
            <Button icon={ExternalLink} onPress={() => openLink.mutate({ url: gallery })}>
              {t("publisherSide.openGallery")}
            </Button>
          </div>
        )}
      </section>
      <ResourceTags key={JSON.stringify(repository.resourceTags)} at={at} frozen={frozen} repository={repository} />
      <div>
        <Button tone="loss" icon={Trash2} onPress={() => setDeleting(true)} disabledReason={frozen}>
          {t("ecr.deleteRepository")}
        </Button>
      </div>
      {isDeleting ? (
        <DeleteRepositoryDialog
          at={at}
          isPublic
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

function Copied({ text, label }: { text: string; label: string }): ReactNode {
  return (
    <span className={styles["copied"]}>
      <code>{visibleText(text)}</code>
      <CopyButton text={text} label={label} />
    </span>
  );
}

function ResourceTags({ at, frozen, repository }: PublicSettingsProps & { repository: PublicRepository }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const set = useAct("set_public_setting");
  const kept = repository.resourceTags ?? [];
  const [tags, setTags] = useState<ResourceTag[]>(kept);
  const isSame = JSON.stringify(tags) === JSON.stringify(kept);
  const isEmpty = tags.some((tag) => tag.key.trim() === "");
  const reason = frozen ?? (set.isPending ? t("ecr.saving") : isSame ? t("ecr.nothingChanged") : isEmpty ? t("ecr.keyMissing") : undefined);
  const save = (): void =>
    set.mutate({ ...at, setting: { type: "resourceTags", tags } }, { onSuccess: () => toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") }) });
  return (
    <section className={styles["section"]}>
      <h2>{t("ecr.resourceTags")}</h2>
      {set.error ? <FailureNotice failure={set.error.failure} connection={at.connection} /> : null}
      {repository.resourceTags === null && repository.problem ? (
        <FailureNotice failure={repository.problem} connection={at.connection} />
      ) : (
        <>
          <TagRows tags={tags} onChange={setTags} />
          <div>
            <Button onPress={save} disabledReason={reason}>
              {t("ecr.saveResourceTags")}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
