// The dry run of a rule.
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import type { CopyRule } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Skeleton } from "~/kit/Notice";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { useFailureTeller } from "~/parts/failure_teller";
import { OutlookView } from "./OutlookView";
import { useOutlook } from "./use_outlook";

export function OutlookDialog({ rule, onClose }: { rule: CopyRule; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const run = useAct("run_copy_rule", useFailureTeller());
  const { begin, outlook, job, error } = useOutlook();
  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    begin(rule);
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={t("replication.outlookTitle", { name: visibleText(rule.name) })}
      actions={
        <>
          <Button onPress={onClose}>{t("replication.closeOutlook")}</Button>
          <Button
            tone="primary"
            disabledReason={outlook?.running === false ? undefined : t("replication.lookingAhead")}
            onPress={() => run.mutate({ rule: rule.id, everything: false }, { onSuccess: onClose })}
          >
            {t("replication.run")}
          </Button>
        </>
      }
    >
      {error ? <FailureNotice failure={error.failure} /> : outlook && job !== undefined ? <OutlookView outlook={outlook} job={job} /> : <Skeleton label={t("replication.lookingAhead")} />}
    </Dialog>
  );
}
