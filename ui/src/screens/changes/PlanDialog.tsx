// The question before a change: what it does, what else it touches, whether it can be undone, and the one button.

import { use, useState } from "react";
import type { ReactNode } from "react";
import type { Change, Failure, Plan } from "~/bridge/generated/contract";
import { useConnection } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { ErrorNotice, Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { isLoss, sayPurpose } from "~/parts/change_words";
import { FailureNotice, HelpContext } from "~/parts/FailureNotice";
import { PlanView } from "~/parts/PlanView";
import { referenceIn } from "~/places/addresses";
import { purposeOf } from "./wish";
import type { Wish } from "./wish";

/** Where the question stands. */
export interface Question {
  wish: Wish;
  plan: Plan | undefined;
  /** Why there is no plan, or why it was not carried out. */
  failure: Failure | undefined;
  isWorking: boolean;
  /** Nothing is drawn for a preview that is quick. */
  isShown: boolean;
}

export interface PlanDialogProps {
  question: Question;
  onConfirm: (typed: string, keepLayers: boolean) => void;
  onLookAgain: () => void;
  /** Asks for another change instead. */
  onInstead: (change: Change) => void;
  /** Back to the form in which the change was put together, where there was one. */
  onBack: (() => void) | undefined;
  onClose: () => void;
}

export function PlanDialog({ question, onConfirm, onLookAgain, onInstead, onBack, onClose }: PlanDialogProps): ReactNode {
  const { t } = useMessages();
  const { wish, plan, failure, isWorking } = question;
  const [typed, setTyped] = useState("");
  const [keepLayers, setKeepLayers] = useState(false);
  const purpose = purposeOf(wish);
  const of = wish.type === "change" ? undefined : wish.of;
  const give = use(HelpContext);
  const connection = plan?.connection ?? (wish.type === "change" ? wish.connection : undefined);
  const there = useConnection(connection);
  const repository = plan?.repository ?? (wish.type === "change" ? wish.change.repository : undefined);

  const wanted = plan?.confirmation.type === "typeName" ? plan.confirmation.text : undefined;
  const isNamed = wanted === undefined || typed === wanted;
  const isOver = failure !== undefined && isSpent(failure);
  // The same question gets the same answer where nothing can have changed.
  const canAgain = failure !== undefined && (isOver || (!plan && (failure.retry === "yes" || (failure.retry === "afterChange" && !onBack))));
  const withIndexes = deletionWithIndexes(wish, failure);
  const cannot = plan?.undo.certainty === "impossible" && wish.type === "undo";
  const reason = isNamed ? undefined : t("changes.typeName", { name: visibleText(wanted) });
  const confirm = (): void => {
    if (plan && isNamed && !isOver && !cannot && !isWorking) onConfirm(typed, keepLayers);
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      role={isLoss(purpose, of) ? "alert" : "dialog"}
      closesOutside={!isWorking}
      title={sayPurpose(t, purpose, "title", of)}
      subtitle={repository === undefined ? undefined : t("changes.where", { place: visibleText(there === undefined ? repository : referenceIn(there, repository)) })}
      actions={
        <>
          <Button onPress={onClose} autoFocus={(isLoss(purpose, of) && wanted === undefined) || (failure !== undefined && !canAgain && !onBack)}>
            {cannot || (failure !== undefined && !plan) ? t("common.close") : t("common.cancel")}
          </Button>
          {failure !== undefined && !plan && onBack && (
            <Button tone={canAgain ? "plain" : "primary"} onPress={onBack} autoFocus={!canAgain}>
              {t("changes.back")}
            </Button>
          )}
          {withIndexes && (
            <Button tone="loss" onPress={() => onInstead(withIndexes.change)}>
              {t("changes.deleteIndexesToo", { count: withIndexes.count })}
            </Button>
          )}
          {canAgain && !withIndexes && (
            <Button tone="primary" onPress={onLookAgain} autoFocus>
              {isOver ? t("changes.lookAgain") : t("common.tryAgain")}
            </Button>
          )}
          {plan && !isOver && !cannot && (
            <Button
              tone={isLoss(purpose, of) ? "loss" : "primary"}
              onPress={confirm}
              isPending={isWorking}
              disabledReason={reason}
              autoFocus={!isLoss(purpose, of) && wanted === undefined}
            >
              {sayPurpose(t, purpose, "verb", of)}
            </Button>
          )}
        </>
      }
    >
      {failure && (
        // What helps is elsewhere in the window: the question is put away for it.
        <HelpContext
          value={(help, about) => {
            onClose();
            give?.(help, about);
          }}
        >
          <Refusal failure={failure} connection={connection} />
        </HelpContext>
      )}
      {plan ? (
        !isOver && <PlanView plan={plan} of={of} keepLayers={keepLayers} onKeepLayers={setKeepLayers} />
      ) : (
        failure === undefined && <Skeleton lines={4} label={t("changes.preparing")} />
      )}
      {plan && !isOver && wanted !== undefined && (
        <TextField
          label={t("changes.typeName", { name: visibleText(wanted) })}
          value={typed}
          onChange={setTyped}
          mono
          autoFocus
          onSubmit={confirm}
          error={typed !== "" && !wanted.startsWith(typed) ? t("changes.nameDiffers", { name: visibleText(wanted) }) : undefined}
        />
      )}
    </Dialog>
  );
}

/** The same deletion with the indexes that stand in its way, where there are some. */
function deletionWithIndexes(wish: Wish, failure: Failure | undefined): { change: Change; count: number } | undefined {
  if (failure?.hint?.type !== "insideIndexes" || wish.type !== "change" || wish.change.type !== "deleteImages") return undefined;
  const { indexes } = failure.hint;
  if (indexes.length === 0) return undefined;
  return { change: { ...wish.change, digests: [...wish.change.digests, ...indexes] }, count: indexes.length };
}

/** Why nothing was done; a registry that moved on is told by what differs. */
function Refusal({ failure, connection }: { failure: Failure; connection: string | undefined }): ReactNode {
  const { t, format } = useMessages();
  if (failure.hint?.type === "registryChanged") {
    const what = format.list(failure.hint.what.map((each) => visibleText(each)));
    return <ErrorNotice title={t("changes.changedTitle")} reason={t("changes.changedWhat", { what })} detail={failure.detail} />;
  }
  if (isSpent(failure)) return <ErrorNotice title={t("changes.changedTitle")} reason={t("changes.expired")} detail={failure.detail} />;
  return <FailureNotice failure={failure} connection={connection} />;
}

/** Whether the plan is of no more use, and a fresh one is. */
function isSpent(failure: Failure): boolean {
  return failure.hint !== null && ["registryChanged", "planUsed", "planExpired"].includes(failure.hint.type);
}
