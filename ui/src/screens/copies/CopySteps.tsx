// The two steps of every copy: a form, then what it would do with the button that begins it.
import { useState } from "react";
import type { ReactNode } from "react";
import type { PreviewCopy } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./CopyDialog.module.css";
import { CopyPlanView } from "./CopyPlanView";
import { connectionOf } from "./place_words";

export interface CopyStepsProps {
  title: string;
  subtitle: string;
  /** What is to be copied; `undefined` while the form is not filled in. */
  request: PreviewCopy | undefined;
  /** What the button that begins it is called. */
  start: string;
  onClose: () => void;
  /** The form; `look` goes on to the preview. */
  children: (look: () => void) => ReactNode;
}

export function CopySteps({ title, subtitle, request, start: startWords, onClose, children }: CopyStepsProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const toasts = useToasts();
  const [typed, setTyped] = useState("");
  const preview = useAct("preview_copy");
  const start = useAct("start_copy");
  const plan = preview.data;
  const look = (): void => {
    if (request) preview.mutate(request);
  };
  const begin = (): void => {
    if (!plan) return;
    start.mutate(
      { plan: plan.id, typed },
      {
        onSuccess: ({ activity }) => {
          toasts.show({ title: t("copies.begun"), action: { label: t("copies.show"), run: () => open(addresses.activity(activity)) } });
          onClose();
        },
      },
    );
  };
  const wanted = plan?.confirmation.type === "typeName" ? plan.confirmation.text : undefined;
  const failure = start.error?.failure ?? preview.error?.failure;
  const connection = request && (connectionOf(request.destination) ?? connectionOf(request.source));
  const back = (): void => {
    start.reset();
    preview.reset();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={plan ? "wide" : "normal"}
      closesOutside={false}
      title={title}
      subtitle={subtitle}
      actions={
        plan ? (
          <>
            <Button onPress={back}>{t("copies.back")}</Button>
            <Button
              tone="primary"
              onPress={begin}
              isPending={start.isPending}
              disabledReason={wanted !== undefined && typed !== wanted ? t("copies.typeName", { name: visibleText(wanted) }) : undefined}
            >
              {startWords}
            </Button>
          </>
        ) : (
          <>
            <Button onPress={onClose}>{t("common.cancel")}</Button>
            <Button tone="primary" onPress={look} isPending={preview.isPending} disabledReason={request ? undefined : t("copies.unready")}>
              {t("copies.preview")}
            </Button>
          </>
        )
      }
    >
      {failure && <FailureNotice failure={failure} connection={connection} />}
      {plan ? (
        <>
          <CopyPlanView plan={plan} />
          {wanted === undefined ? null : (
            <TextField label={t("copies.typeName", { name: visibleText(wanted) })} value={typed} onChange={setTyped} mono />
          )}
        </>
      ) : preview.isPending ? (
        <Skeleton lines={6} label={t("copies.planning")} />
      ) : (
        <div className={styles["form"]}>{children(look)}</div>
      )}
    </Dialog>
  );
}
