// A repository of Amazon ECR as it is now, as Terraform and CloudFormation to copy.
import { useState } from "react";
import type { ReactNode } from "react";
import type { AmazonEncryption, AmazonRepository, CodedEncryption, RepositoryAt } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Snippets } from "~/parts/Snippets";
import styles from "./amazon.module.css";

function codedEncryption({ kind, key }: AmazonEncryption): CodedEncryption {
  return kind === "aes256" ? { type: "aes256" } : { type: kind, key };
}

export interface RepositoryCodeProps {
  at: RepositoryAt;
  repository: AmazonRepository;
}

export function RepositoryCode(props: RepositoryCodeProps): ReactNode {
  const { t } = useMessages();
  const [isWanted, setWanted] = useState(false);
  return (
    <section aria-label={t("ecr.asCode")} className={styles["section"]}>
      <h2>{t("ecr.asCode")}</h2>
      {isWanted ? (
        <Code {...props} />
      ) : (
        <>
          <p className={styles["help"]}>{t("ecr.asCodeHelp")}</p>
          <div>
            <Button onPress={() => setWanted(true)}>{t("ecr.showCode")}</Button>
          </div>
        </>
      )}
    </section>
  );
}

function Code({ at, repository }: RepositoryCodeProps): ReactNode {
  const { t } = useMessages();
  const lifecycle = useAsk("read_lifecycle", at);
  const permissions = useAsk("read_permissions", at);
  const code = useAsk(
    "write_repository_code",
    {
      name: at.repository.slice(at.repository.indexOf("/") + 1),
      mutability: repository.mutability.immutable ? "immutable" : "mutable",
      exclusions: repository.mutability.exclusions,
      scanOnPush: repository.scanOnPush,
      encryption: codedEncryption(repository.encryption),
      lifecyclePolicy: lifecycle.data?.text ?? null,
      policy: permissions.data?.text ?? null,
      tags: (repository.resourceTags ?? []).map(({ key, value }) => ({ name: key, value })),
    },
    { enabled: lifecycle.data !== undefined && permissions.data !== undefined },
  );
  const failed = [lifecycle, permissions, code].find(({ error }) => error !== null);
  if (failed?.error) return <FailureNotice failure={failed.error.failure} connection={at.connection} onRetry={() => void failed.refetch()} />;
  if (!code.data) return <Skeleton lines={8} label={t("common.loading")} />;
  return (
    <>
      {repository.resourceTags === null ? <p className={styles["lack"]}>{t("ecr.asCodeWithoutTags")}</p> : null}
      <Snippets snippets={code.data} />
    </>
  );
}
