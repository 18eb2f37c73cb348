// What a rule would take of a repository’s tags, by Portolan’s own reckoning, and having it taken.
import { Eye } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { PrunePreview, RepositoryAt, Unsayable, VendorRule } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Notice, Skeleton } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Age } from "~/parts/Known";
import table from "~/parts/Table.module.css";
import { useChanges } from "../changes/changes";
import { sayRule } from "./rule_words";
import styles from "./vendor_rules.module.css";

type Prunable = Extract<VendorRule, { type: "quayPrune" | "gitlabCleanup" }>;

export interface PruneProps {
  of: RepositoryAt;
  rule: Prunable;
  /** Why nothing can be carried out. */
  frozen: string | undefined;
}

export function PruneButton(props: PruneProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={Eye} tone="quiet" label={t("vendorRules.previewOf", { what: sayRule(props.rule, messages).title })} onPress={() => setOpen(true)}>
        {t("vendorRules.preview")}
      </Button>
      {isOpen ? <PruneDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function PruneDialog({ of, rule, frozen, onClose }: PruneProps & { onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const changes = useChanges();
  const asked = useAsk("preview_prune", { of, rule }, { always: true });
  const remove = useAct("remove_matching_tags");
  const tags = asked.data?.takes.map(({ tag }) => tag) ?? [];
  const isReckoned = asked.data !== undefined && !asked.isFetching;
  const reason = frozen ?? (!isReckoned ? t("vendorRules.reckoning") : tags.length === 0 ? t("vendorRules.takesNothing") : undefined);
  const byPortolan = (): void => {
    onClose();
    changes.propose(of.connection, { type: "removeTags", repository: of.repository, tags });
  };
  const byGitlab = (): void =>
    remove.mutate(
      { of, rule },
      {
        onSuccess: () => {
          toasts.show({ title: t("vendorRules.gitlabBegun"), detail: t("vendorRules.gitlabBegunText") });
          onClose();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={t("vendorRules.previewTitle")}
      subtitle={t("vendorRules.previewSubtitle")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          {rule.type === "gitlabCleanup" ? (
            <Button tone="loss" onPress={byGitlab} isPending={remove.isPending} disabledReason={reason} describedBy="by-gitlab">
              {t("vendorRules.byGitlab")}
            </Button>
          ) : null}
          <Button tone="primary" onPress={byPortolan} disabledReason={reason}>
            {t("vendorRules.byPortolan")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {remove.error ? <FailureNotice failure={remove.error.failure} connection={of.connection} /> : null}
        {asked.error ? (
          <FailureNotice failure={asked.error.failure} connection={of.connection} onRetry={() => void asked.refetch()} />
        ) : asked.data ? (
          <Taken preview={asked.data} />
        ) : (
          <Skeleton lines={5} label={t("vendorRules.reckoning")} />
        )}
        {rule.type === "gitlabCleanup" ? (
          <p id="by-gitlab" className={styles["help"]}>
            {t("vendorRules.byGitlabHelp")}
          </p>
        ) : null}
      </div>
    </Dialog>
  );
}

function Taken({ preview }: { preview: PrunePreview }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  if (preview.unsayable) return <Notice>{sayUnsayable(preview.unsayable, messages)}</Notice>;
  return (
    <>
      <p role="status">{t("vendorRules.takes", { count: preview.takes.length, stay: preview.stay })}</p>
      {preview.undated === 0 ? null : <p className={styles["help"]}>{t("vendorRules.undated", { count: preview.undated })}</p>}
      {preview.takes.length === 0 ? null : (
        <div className={styles["scroller"]}>
          <table className={table["table"]} aria-label={t("vendorRules.tagsThatGo")}>
            <thead>
              <tr>
                <th scope="col">{t("vendorRules.tag")}</th>
                <th scope="col">{t("vendorRules.pushed")}</th>
              </tr>
            </thead>
            <tbody>
              {preview.takes.map((each) => (
                <tr key={each.tag}>
                  <td>{visibleText(each.tag)}</td>
                  <td>
                    <Age time={each.pushed} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function sayUnsayable(why: Unsayable, { t }: Pick<Messages, "t">): string {
  switch (why.type) {
    case "expression":
      return t("vendorRules.unreadExpression", { text: visibleText(why.text) });
    case "amount":
      return t("vendorRules.unreadAmount", { text: visibleText(why.text) });
    case "kind":
      return t("vendorRules.unreadKind");
  }
}
