// Tells by a toast how long work ended, with the button that takes a change back.
import type { ReactNode } from "react";
import type { Activity } from "~/bridge/generated/contract";
import { explainFailure } from "~/bridge/failures";
import { useEvents, useHost, useJobs } from "~/bridge/queries";
import type { Toast } from "~/kit/toasts";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useChanges } from "~/screens/changes/changes";
import { nameOfJob, sayDone } from "./job_words";

/** The news of an activity that ended, without its button. */
function newsOf({ deed, state, done, items }: Activity, { t, format }: Messages): Toast | undefined {
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
      if (state !== "done") return undefined;
      return { title: deed.type === "undo" ? t("shell.undoDone", { repository }) : sayDone(deed.change, { t }) };
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

  useEvents((event) => {
    if (event.type !== "jobEnded") return;
    const job = jobs.find((each) => each.id === event.job);
    const show = { label: t("shell.showActivity"), run: () => open(addresses.activity(event.job)) };
    void host.call("read_activity", event.job).then(
      ({ activity }) => {
        const news = newsOf(activity, messages);
        if (!news) return;
        const undo = { label: t("common.undo"), run: () => changes.undo(activity.id) };
        const canUndo = activity.deed.type === "change" && activity.undo !== null && activity.state === "done";
        toasts.show({ ...news, action: canUndo ? undo : show });
      },
      () => {
        // Not every job is an activity: loading details and refreshing end in silence, unless they failed.
        if (!event.failure || !job) return;
        const { title } = explainFailure(event.failure, messages);
        toasts.show({ title: t("shell.jobFailed", { name: nameOfJob(job, messages) }), detail: title, tone: "loss" });
      },
    );
  });
  return null;
}
