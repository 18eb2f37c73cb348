// Carries a change from the wish to its end: preview, the question where one is needed, progress, the way back.

import { createContext, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { Change, Plan } from "~/bridge/generated/contract";
import { failedCall } from "~/bridge/host";
import { useHost } from "~/bridge/queries";
import { PlanDialog } from "./PlanDialog";
import type { Question } from "./PlanDialog";
import { TagForm } from "./TagForm";
import type { TagFormAsk } from "./TagForm";
import { useRunningToast } from "./running_toast";
import type { Wish } from "./wish";

export interface Changes {
  /** Shows what a change would do, and carries it out at once or after the question that its plan asks. */
  propose: (connection: string, change: Change) => void;
  /** Shows what taking an activity back would do; `of` is its change, for the words. */
  undo: (activity: string, of?: Change) => void;
  /** Shows what is left of an activity that stopped half-way. */
  resume: (activity: string, of?: Change) => void;
  /** Asks for the name or the target that a change of a tag still lacks. */
  ask: (form: TagFormAsk) => void;
}

const ChangesContext = createContext<Changes>({ propose: () => {}, undo: () => {}, resume: () => {}, ask: () => {} });

/** How a screen changes a registry. */
export function useChanges(): Changes {
  return use(ChangesContext);
}

const patience = 250;

export function ChangesProvider({ children }: { children: ReactNode }): ReactNode {
  const host = useHost();
  const [question, setQuestion] = useState<Question>();
  const [form, setForm] = useState<TagFormAsk>();
  /** The form that the question in front came from, as it was sent. */
  const [sent, setSent] = useState<TagFormAsk>();
  const underway = useRef<AbortController>(undefined);
  const showRunning = useRunningToast();

  const close = useCallback(() => {
    underway.current?.abort();
    setQuestion(undefined);
  }, []);

  const carryOut = useCallback(
    async (wish: Wish, plan: Plan, typed: string, keepLayers: boolean) => {
      setQuestion((before) => before && { ...before, plan, isWorking: true, failure: undefined });
      try {
        const { activity } = await host.call("carry_out", { plan: plan.id, typed, keepLayers });
        setQuestion(undefined);
        showRunning(wish, activity);
      } catch (error) {
        setQuestion({ wish, plan, failure: failedCall(error).failure, isWorking: false, isShown: true });
      }
    },
    [host, showRunning],
  );

  const preview = useCallback(
    async (wish: Wish) => {
      underway.current?.abort();
      const abort = new AbortController();
      underway.current = abort;
      setQuestion((before) => ({ wish, plan: undefined, failure: undefined, isWorking: true, isShown: before?.isShown ?? false }));
      const timer = setTimeout(() => setQuestion((before) => before && { ...before, isShown: true }), patience);
      try {
        const plan = await previewOf(wish);
        if (abort.signal.aborted) return;
        const isPlain = plan.confirmation.type === "none" && plan.undo.certainty !== "impossible";
        if (isPlain) await carryOut(wish, plan, "", false);
        else setQuestion({ wish, plan, failure: undefined, isWorking: false, isShown: true });
      } catch (error) {
        if (abort.signal.aborted) return;
        setQuestion({ wish, plan: undefined, failure: failedCall(error).failure, isWorking: false, isShown: true });
      } finally {
        clearTimeout(timer);
      }

      function previewOf(wanted: Wish): Promise<Plan> {
        switch (wanted.type) {
          case "change":
            return host.call("preview_change", { connection: wanted.connection, change: wanted.change }, abort.signal);
          case "undo":
            return host.call("preview_undo", wanted.activity, abort.signal);
          case "resume":
            return host.call("preview_resume", wanted.activity, abort.signal);
        }
      }
    },
    [host, carryOut],
  );

  useEffect(() => () => underway.current?.abort(), []);

  const changes = useMemo<Changes>(() => {
    const ask = (wish: Wish): void => {
      setSent(undefined);
      void preview(wish);
    };
    return {
      propose: (connection, change) => ask({ type: "change", connection, change }),
      undo: (activity, of) => ask({ type: "undo", activity, of }),
      resume: (activity, of) => ask({ type: "resume", activity, of }),
      ask: setForm,
    };
  }, [preview]);

  return (
    <ChangesContext value={changes}>
      {children}
      {form && (
        <TagForm
          ask={form}
          onClose={() => setForm(undefined)}
          onSubmit={(change) => {
            setForm(undefined);
            changes.propose(form.connection, change);
            setSent(withNames(form, change));
          }}
        />
      )}
      {question?.isShown && (
        <PlanDialog
          // A fresh plan is a fresh question: nothing typed or ticked for another one counts.
          key={question.plan?.id ?? "none"}
          question={question}
          onConfirm={(typed, keepLayers) => {
            if (question.plan) void carryOut(question.wish, question.plan, typed, keepLayers);
          }}
          onLookAgain={() => void preview(question.wish)}
          onInstead={(change) => {
            if (question.wish.type === "change") void preview({ ...question.wish, change });
          }}
          onBack={
            sent &&
            (() => {
              close();
              setForm(sent);
            })
          }
          onClose={close}
        />
      )}
    </ChangesContext>
  );
}

/** A form filled in as it was sent. */
function withNames(form: TagFormAsk, change: Change): TagFormAsk {
  if (form.type === "addTag" && change.type === "addTag") return { ...form, name: change.tag };
  if (form.type === "renameTag" && change.type === "renameTag") {
    // The tag that was chosen comes first, as the form begins with it.
    return { ...form, tags: [change.from, ...form.tags.filter((tag) => tag !== change.from)], name: change.to };
  }
  return form;
}
