// Tells by a toast how long work ended, with the button that takes a change back.
import { useRef } from "react";
import type { ReactNode } from "react";
import type { Activity, Failure, Job } from "~/bridge/generated/contract";
import { explainFailure } from "~/bridge/failures";
import { useAsk, useEvents, useHost, useJobs } from "~/bridge/queries";
import type { Toast } from "~/kit/toasts";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { sayChange } from "~/parts/change_words";
import { useChanges } from "~/screens/changes/changes";
import { nameOfJob, sayDone } from "./job_words";

/** Until when a change can be taken back, and how sure that is. */
function sayUndo({ undo }: Activity, { t, format }: Messages): string | undefined {
  if (undo === null || undo.certainty === "impossible") return undefined;
  const until = { day: format.day(undo.until) };
  return undo.certainty === "certain" ? t("changes.undoUntil", until) : t("changes.undoLikelyUntil", until);
}

/** The news of an activity that ended, without its button. */
function newsOf(activity: Activity, messages: Messages): Toast | undefined {
  const { deed, state, done, items } = activity;
  const { t, format } = messages;
  switch (deed.type) {
    case "addSamples":
      return state === "done" ? { title: t("shell.samplesDone") } : undefined;
    case "freeSpace":
      return { title: t("shell.spaceDone", { bytes: format.bytes(deed.bytes) }) };
    case "undo":
    case "change": {
      const repository = visibleText(deed.change.repository);
      if (state === "failed") return { title: t("shell.changeFailed", { repository }), tone: "loss" };
      if (state === "partly") return { title: t("shell.changePartly", { done, total: items, repository }), tone: "loss" };
      if (state === "cancelled") return { title: t("changes.stopped", { what: sayChange(t, deed.change, "title"), done, total: items }) };
      if (state !== "done") return undefined;
      if (deed.type === "undo") return { title: t("shell.undoDone", { repository }) };
      return { title: sayDone(deed.change, { t }), detail: sayUndo(activity, messages) };
    }
  }
}

export function JobNews(): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const host = useHost();
  const toasts = useToasts();
  const changes = useChanges();
  const jobs = useJobs();
  const open = useOpen();
  const localRegistry = useAsk("read_about", {}).data?.localRegistry;
  const told = useRef(new Map<string, Job>());

  /** Work that changes no registry: its end is told where one waits for it, and its failure always. */
  const tellOther = (job: Job, failure: Failure | null): void => {
    if (failure) {
      const { title } = explainFailure(failure, messages);
      toasts.show({ title: t("shell.jobFailed", { name: nameOfJob(job, messages) }), detail: title, tone: "loss" });
    } else if (job.kind === "samples" && localRegistry !== undefined) {
      const look = { label: t("common.open"), run: () => open(addresses.registry(localRegistry)) };
      toasts.show({ title: t("shell.samplesDone"), action: look });
    } else if (job.kind === "freeSpace") toasts.show({ title: t("shell.spaceFreed") });
  };

  /** Taking it back where it is done, going on where it was stopped; what failed is looked at in Activity first. */
  const actionOf = ({ id, deed, state, undo, canResume }: Activity): Toast["action"] => {
    if (deed.type !== "change") return undefined;
    if (state === "done" && undo !== null && undo.certainty !== "impossible") {
      return { label: t("common.undo"), run: () => changes.undo(id, deed.change) };
    }
    return state === "cancelled" && canResume ? { label: t("changes.goOn"), run: () => changes.resume(id, deed.change) } : undefined;
  };

  useEvents((event) => {
    if (event.type === "jobProgress") told.current.set(event.job.id, event.job);
    if (event.type !== "jobEnded") return;
    // A short job may have ended before it was drawn as one of them.
    const job = told.current.get(event.job) ?? jobs.find((each) => each.id === event.job);
    told.current.delete(event.job);
    if (job && job.kind !== "change" && job.kind !== "undo") {
      tellOther(job, event.failure);
      return;
    }
    const why = event.failure ? explainFailure(event.failure, messages) : undefined;
    const reason = why && [why.title, why.reason].filter((each) => each !== undefined).join(". ");
    const show = { label: t("shell.showActivity"), run: () => open(addresses.activity(event.job)) };
    void host.call("read_activity", event.job).then(
      ({ activity }) => {
        const news = newsOf(activity, messages);
        if (!news) return;
        toasts.show({ ...news, detail: news.detail ?? reason, action: actionOf(activity) ?? show });
      },
      // A job that nobody saw begin and that is no activity has nothing to tell.
      () => {},
    );
  });
  return null;
}
