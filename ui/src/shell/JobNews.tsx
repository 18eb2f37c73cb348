// Tells by a toast how long work ended, with the button that takes a change back.
import { useRef } from "react";
import type { ReactNode } from "react";
import type { Activity, ActivityReport, Failure, Job } from "~/bridge/generated/contract";
import { explainFailure } from "~/bridge/failures";
import { useEvents, useHost, useJobs } from "~/bridge/queries";
import type { Toast } from "~/kit/toasts";
import { useToasts } from "~/kit/toasts";
import { firstOf } from "~/lib/first_of";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { sayChange } from "~/parts/change_words";
import { wasStopped } from "~/parts/job_end";
import { useChanges } from "~/screens/changes/changes";
import { nameOfJob, sayDone } from "./job_words";

/** Until when a change can be taken back, and how sure that is. */
function sayUndo({ undo }: Activity, { t, format }: Messages): string | undefined {
  if (undo === null || undo.certainty === "impossible") return undefined;
  const until = { day: format.day(firstOf(undo.restorableUntil, undo.until) ?? undo.until) };
  return undo.certainty === "certain" ? t("changes.undoUntil", until) : t("changes.undoLikelyUntil", until);
}

/** Why it did not end well: what stopped it all, or the first item that failed. */
function whyOf({ failure, items }: ActivityReport, messages: Messages): string | undefined {
  const why = failure ?? items.find((item) => item.failure)?.failure;
  return why ? explainFailure(why, messages).title : undefined;
}

/** The news of an activity that ended, without its button. */
function newsOf(report: ActivityReport, messages: Messages): Toast | undefined {
  const { activity } = report;
  const { deed, state, done, items } = activity;
  const { t, format } = messages;
  const hasFailed = state === "failed" || state === "partly";
  const detail = hasFailed ? whyOf(report, messages) : undefined;
  switch (deed.type) {
    case "addSamples":
      return hasFailed
        ? { title: t("shell.jobFailed", { name: t("shell.jobSamples") }), detail, tone: "loss" }
        : { title: t("shell.samplesDone") };
    case "freeSpace":
      return hasFailed
        ? { title: t("shell.jobFailed", { name: t("shell.jobSpace") }), detail, tone: "loss" }
        : { title: t("shell.spaceDone", { bytes: format.bytes(deed.bytes) }) };
    case "saveToFile": {
      const file = visibleText(deed.path);
      if (state === "failed" || state === "partly") return { title: t("files.notSaved", { file }), detail, tone: "loss" };
      return state === "done" ? { title: t("files.saved", { file }) } : undefined;
    }
    case "pullIntoEngine": {
      const engine = visibleText(deed.engine);
      if (state === "failed" || state === "partly") return { title: t("files.notLoaded", { engine }), detail, tone: "loss" };
      return state === "done" ? { title: t("files.loaded", { engine }) } : undefined;
    }
    // It is told where it is done.
    case "shortName":
    case "amazonSetting":
    case "imageSetting":
    case "storageClass":
    case "publicSetting":
    case "createRepository":
    case "createProject":
    case "deleteWholeRepository":
    case "registrySetting":
    case "backfill":
    case "pullRule":
    case "retentionRun":
    case "copyRule":
    case "replication":
    case "vendorRule":
    case "vendorRun":
    case "vendorRemoval":
    case "robot":
    case "collectGarbage":
    case "garbageSchedule":
      return undefined;
    case "undo":
    case "change": {
      const repository = visibleText(deed.change.repository);
      if (state === "failed") return { title: t("shell.changeFailed", { repository }), detail, tone: "loss" };
      if (state === "partly") return { title: t("shell.changePartly", { done, total: items, repository }), detail, tone: "loss" };
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
  /** Work that was heard of: short work may have ended before it was drawn. */
  const told = useRef(new Map<string, Job>());
  /** What closes the news of each activity. */
  const shown = useRef(new Map<string, () => void>());

  /** The failure of work that changes no registry; how well it ended is told where one waits for it. */
  const tellFailure = (job: Job, failure: Failure): void => {
    const { title } = explainFailure(failure, messages);
    toasts.show({ title: t("shell.jobFailed", { name: nameOfJob(job, messages) }), detail: title, tone: "loss" });
  };

  /** Taking it back where it is done, going on where it was stopped; what failed is looked at in Activity first. */
  const actionOf = ({ id, connection, deed, state, undo, canResume }: Activity): Toast["action"] => {
    if (deed.type === "addSamples" && state === "done") {
      return { label: t("common.open"), run: () => open(addresses.registry(connection)) };
    }
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
    if (job && (job.kind === "loadDetails" || job.kind === "lookIntoAll" || job.kind === "lookAhead" || job.kind === "replicate" || job.kind === "refresh" || job.kind === "harvest")) {
      if (event.failure) tellFailure(job, event.failure);
      return;
    }
    // What a rule copies is told where rules are, not repository by repository.
    if (job?.kind === "copy" && jobs.some((each) => each.kind === "replicate")) return;
    if (job && (job.kind === "exportPack" || job.kind === "importPack")) {
      if (event.failure) tellFailure(job, event.failure);
      else if (!wasStopped(job)) {
        const title = t(job.kind === "exportPack" ? "shell.packExported" : "shell.packImported", { count: job.doneItems });
        toasts.show({ title, action: { label: t("shell.showActivity"), run: () => open(addresses.sources()) } });
      }
      return;
    }
    const show = { label: t("shell.showActivity"), run: () => open(addresses.activity(event.job)) };
    void host.call("read_activity", event.job).then(
      (report) => {
        const news = newsOf(report, messages);
        if (!news) return;
        const { id, deed, state } = report.activity;
        // What was taken back offers no way back any more.
        if (deed.type === "undo" && state === "done") shown.current.get(deed.of)?.();
        shown.current.set(id, toasts.show({ ...news, action: actionOf(report.activity) ?? show }));
      },
      // A job that nobody saw begin and that is no activity has nothing to tell.
      () => {},
    );
  });
  return null;
}
