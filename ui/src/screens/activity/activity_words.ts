// How activities are spoken of. No drawing.
import type { Activity, ActivityDeed, AmazonSetting, ActivityState, Change, ItemState, PublicSetting } from "~/bridge/generated/contract";
import { firstOf } from "~/lib/first_of";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";
import { sayChange } from "~/parts/change_words";
import { sayLabel } from "~/parts/label_words";
import { hasWayBack, sayRegistrySetting } from "~/parts/registry_setting_words";
import { sayReplicationRun } from "~/parts/replication_words";
import { sayRetentionRun } from "~/parts/retention_words";
import { canSetRobotBack, sayRobotChange } from "~/parts/robot_words";
import { sayShortName } from "~/parts/short_name_words";
import { sayVendorRun, sayVendorRule } from "~/parts/vendor_rule_deeds";

export const stateNames: Readonly<Record<ActivityState, PlainKey>> = {
  running: "activity.running",
  done: "activity.done",
  partly: "activity.partly",
  failed: "activity.failed",
  cancelled: "activity.cancelled",
  interrupted: "activity.interrupted",
  undone: "activity.undone",
};

export const itemStateNames: Readonly<Record<ItemState, PlainKey>> = {
  waiting: "activity.itemWaiting",
  running: "activity.itemRunning",
  done: "activity.itemDone",
  failed: "activity.itemFailed",
};

const settingNames: Readonly<Record<AmazonSetting["type"], PlainKey>> = {
  mutability: "ecr.mutabilityWords",
  scanOnPush: "ecr.scanWords",
  resourceTags: "ecr.tagsWords",
  lifecycle: "ecr.lifecycleWords",
  permissions: "ecr.permissionsWords",
};

const publicNames: Readonly<Record<PublicSetting["type"], PlainKey>> = {
  catalog: "publisherSide.catalogWords",
  resourceTags: "publisherSide.tagsWords",
  permissions: "publisherSide.policyWords",
  displayName: "publisherSide.nameWords",
};

/** The change that a deed made or took back, if it was one. */
export function changeOf(deed: ActivityDeed): Change | undefined {
  return deed.type === "change" || deed.type === "undo" ? deed.change : undefined;
}

/** "Remove 3 tags", "Undo: Move latest", "Free space: 482 MB". */
export function sayDeed(deed: ActivityDeed, { t, format }: Pick<Messages, "t" | "format">): string {
  switch (deed.type) {
    case "change":
      return sayChange(t, deed.change, "title");
    case "undo":
      return t("activity.undoOf", { what: sayChange(t, deed.change, "title") });
    case "freeSpace":
      return t("activity.freedSpace", { bytes: format.bytes(deed.bytes) });
    case "addSamples":
      return t("activity.addedSamples");
    case "shortName": {
      const what = sayShortName(deed, { t });
      return deed.undoes === null ? what : t("activity.undoOf", { what });
    }
    case "amazonSetting":
      return t("ecr.changed", { what: t(settingNames[deed.after.type]), name: visibleText(deed.repository) });
    case "imageSetting": {
      const { after } = deed;
      const name = visibleText(deed.repository);
      if (after.type === "expiration") return t("imageSettings.deedExpiration", { tag: visibleText(after.tag), name });
      return t(after.on ? "imageSettings.deedLabelOn" : "imageSettings.deedLabelOff", { label: sayLabel(after.label, { t }), name });
    }
    case "storageClass":
      return t(deed.archive ? "archive.archivedDeed" : "archive.restoredDeed", { count: deed.digests.length, name: visibleText(deed.repository) });
    case "publicSetting":
      if (deed.repository === null) return t("publisherSide.changedRegistry");
      return t("publisherSide.changed", { what: t(publicNames[deed.after.type]), name: visibleText(deed.repository) });
    case "registrySetting":
      return t("registrySettings.changed", { what: sayRegistrySetting(deed.after, { t }), region: visibleText(deed.region) });
    case "pullRule": {
      const rule = deed.after ?? deed.before;
      const words = deed.before === null ? "pullCache.madeDeed" : deed.after === null ? "pullCache.removedDeed" : "pullCache.changedDeed";
      return t(words, { prefix: visibleText(rule?.prefix ?? "") });
    }
    case "backfill": {
      const destination = t("registrySettings.destination", { account: visibleText(deed.destination.account), region: visibleText(deed.destination.region) });
      return t(deed.stopped ? "registrySettings.backfillStopDeed" : "registrySettings.backfillDeed", { region: visibleText(deed.region), destination });
    }
    case "retentionRun":
      return t("retention.runDeed", { name: visibleText(deed.repository), what: sayRetentionRun(deed.run, { t }) });
    case "saveToFile":
      return t("files.deed", { from: visibleText(deed.from) });
    case "pullIntoEngine":
      return t("files.engineDeed", { from: visibleText(deed.from), engine: visibleText(deed.engine) });
    case "copyRule": {
      const words = deed.before === null ? "replication.madeDeed" : deed.after === null ? "replication.removedDeed" : "replication.changedDeed";
      return t(words, { name: visibleText((deed.after ?? deed.before)?.name ?? "") });
    }
    case "replication": {
      const what = sayReplicationRun(deed.run, { t });
      if (deed.rule === null) return t("replication.registryDeed", { name: visibleText(deed.source), what });
      return t("replication.runDeed", { name: visibleText(deed.rule), what });
    }
    case "vendorRule":
      return sayVendorRule(deed, { t });
    case "vendorRun":
      return sayVendorRun(deed, { t });
    case "vendorRemoval":
      return t("vendorRules.removalDeed", { name: visibleText(deed.repository) });
    case "robot":
      return sayRobotChange(deed.change, deed.user, { t });
    case "collectGarbage":
      return t(deed.dry ? "garbage.dryDeed" : "garbage.collectedDeed");
    case "garbageSchedule":
      return t("garbage.scheduleDeed");
    case "createRepository":
      return t("ecr.createdDeed", { name: visibleText(deed.repository) });
    case "createProject":
      return t("wholeRepositories.madeProjectDeed", { name: visibleText(deed.project) });
    case "deleteWholeRepository":
      return t("ecr.deletedDeed", { name: visibleText(deed.repository) });
  }
}

/** Whether it set something that can be set back to what it was, or wrote a file that can be removed. */
export function canSetBack(deed: ActivityDeed): boolean {
  return deed.type === "amazonSetting" || deed.type === "publicSetting" || deed.type === "imageSetting" || deed.type === "pullRule" || deed.type === "copyRule" || deed.type === "vendorRule" || deed.type === "garbageSchedule" || (deed.type === "robot" && canSetRobotBack(deed.change)) || (deed.type === "saveToFile" && deed.form !== "folder") || (deed.type === "deleteWholeRepository" && deed.restorable) || (deed.type === "registrySetting" && hasWayBack(deed.before));
}

/** What the button says that sets it back. */
export function setBackWords(deed: ActivityDeed): PlainKey {
  if (deed.type === "saveToFile") return "files.remove";
  return deed.type === "deleteWholeRepository" ? "wholeRepositories.restore" : "ecr.setBack";
}

/** Where it was done: a connection and its repository, or a file. */
export function sayWhere({ deed, connectionName }: Activity): string {
  if (deed.type === "shortName") return visibleText(deed.file);
  if (deed.type === "saveToFile") return visibleText(deed.path);
  const repository = changeOf(deed)?.repository;
  const name = visibleText(connectionName);
  return repository === undefined ? name : `${name} · ${visibleText(repository)}`;
}

/** "5 of 9, 4 failed". */
export function sayResult({ done, items, failed }: Activity, { t }: Pick<Messages, "t">): string {
  const result = t("activity.result", { done, total: items });
  return failed === 0 ? result : `${result}, ${t("activity.failures", { count: failed })}`;
}

/** "until 3 Dec 2026", or "likely until …"; empty where it can't be undone. */
export function sayUndo({ undo, state }: Activity, { t, format }: Pick<Messages, "t" | "format">): string {
  if (!undo || undo.certainty === "impossible" || state === "undone") return "";
  const day = format.day(firstOf(undo.restorableUntil, undo.until) ?? undo.until);
  return undo.certainty === "certain" ? t("activity.certain", { day }) : t("activity.likely", { day });
}

/** How sure it is, until when, and what follows, in whole sentences. */
export function sayWayBack({ undo }: Activity, { t, format }: Pick<Messages, "t" | "format">): string {
  if (!undo) return t("activity.undoNone");
  const day = format.day(undo.until);
  if (undo.restorableUntil === null) return t(undo.certainty === "certain" ? "activity.undoCertain" : "activity.undoLikely", { day });
  const first = t("activity.undoRestorable", { day: format.day(undo.restorableUntil) });
  return undo.restorableUntil < undo.until ? `${first} ${t("changes.restorableThen", { day })}` : first;
}
