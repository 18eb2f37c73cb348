// What a job is called, and what an activity did, in a sentence.
import type { Change, Job } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages } from "~/messages/Messages";

export function nameOfJob(job: Job, { t }: Pick<Messages, "t">): string {
  const repository = visibleText(job.repository ?? "");
  switch (job.kind) {
    case "change":
      return t("shell.jobChange", { repository });
    case "undo":
      return t("shell.jobUndo", { repository });
    case "loadDetails":
      return t("shell.jobDetails", { repository });
    case "refresh":
      return t("shell.jobRefresh", { repository });
    case "samples":
      return t("shell.jobSamples");
    case "freeSpace":
      return t("shell.jobSpace");
    case "harvest":
      return t("shell.jobHarvest");
    case "exportPack":
      return t("shell.jobExportPack");
    case "lookIntoAll":
      return t("health.looking");
    case "importPack":
      return t("shell.jobImportPack");
    case "replicate":
      return t("replication.job");
    case "lookAhead":
      return t("replication.lookingAhead");
    case "copy":
      return t("copies.job", { repository });
  }
}

/** What a change did, once it is done. */
export function sayDone(change: Change, { t }: Pick<Messages, "t">): string {
  const repository = visibleText(change.repository);
  switch (change.type) {
    case "addTag":
      return t("shell.tagAdded", { tag: visibleText(change.tag), repository });
    case "moveTag":
      return t("shell.tagMoved", { tag: visibleText(change.tag), repository });
    case "renameTag":
      return t("shell.tagRenamed", { from: visibleText(change.from), to: visibleText(change.to), repository });
    case "removeTags":
      return t("shell.tagsRemoved", { count: change.tags.length, tag: visibleText(change.tags[0] ?? ""), repository });
    case "deleteImages":
      return t("shell.imagesDeleted", { count: change.digests.length, repository });
    case "applyRules":
      return t("retention.applied", { count: change.images, repository });
    case "deleteRepository":
      return t("shell.repositoryDeleted", { repository });
    case "copyHere":
      return t("copies.done", { repository });
  }
}
