// Says a change in words: what it is called before and while it is done. No drawing.

import type { Change, CopyConversion, PlanPurpose } from "~/bridge/generated/contract";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import type { Messages } from "~/messages/Messages";

/** The tense a change is spoken of in. */
export type Tense = "title" | "verb" | "running";

type Speak = Messages["t"];

/** The change in words: "Remove 3 tags", "Removing 3 tags…"; `verb` is what its button says. */
export function sayChange(t: Speak, change: Change, tense: Tense): string {
  switch (change.type) {
    case "addTag":
      return say(tense, {
        title: () => t("changes.addTag", { tag: visibleText(change.tag) }),
        verb: () => t("changes.addTagVerb"),
        running: () => t("changes.addingTag", { tag: visibleText(change.tag) }),
      });
    case "moveTag": {
      const values = { tag: visibleText(change.tag), digest: shortenDigest(change.digest) };
      return say(tense, {
        title: () => t("changes.moveTag", values),
        verb: () => t("changes.moveTagVerb"),
        running: () => t("changes.movingTag", values),
      });
    }
    case "renameTag": {
      const values = { from: visibleText(change.from), to: visibleText(change.to) };
      return say(tense, {
        title: () => t("changes.renameTag", values),
        verb: () => t("changes.renameTagVerb"),
        running: () => t("changes.renamingTag", values),
      });
    }
    case "removeTags": {
      const only = change.tags.length === 1 ? change.tags[0] : undefined;
      const values = { count: change.tags.length };
      if (only !== undefined) {
        const one = { tag: visibleText(only) };
        return say(tense, {
          title: () => t("changes.removeTag", one),
          verb: () => t("changes.removeTagsVerb", values),
          running: () => t("changes.removingTag", one),
        });
      }
      return say(tense, {
        title: () => t("changes.removeTags", values),
        verb: () => t("changes.removeTagsVerb", values),
        running: () => t("changes.removingTags", values),
      });
    }
    case "deleteImages": {
      const values = { count: change.digests.length };
      return say(tense, {
        title: () => t("changes.deleteImages", values),
        verb: () => t("changes.deleteImagesVerb", values),
        running: () => t("changes.deletingImages", values),
      });
    }
    case "applyRules": {
      if (change.images === 0) {
        const tags = { count: change.tags };
        return say(tense, {
          title: () => t("changes.applyRulesToTags", tags),
          verb: () => t("changes.applyRulesVerb"),
          running: () => t("changes.applyingRulesToTags", tags),
        });
      }
      const images = { count: change.images };
      return say(tense, {
        title: () => t("changes.applyRules", images),
        verb: () => t("changes.applyRulesVerb"),
        running: () => t("changes.applyingRules", images),
      });
    }
    case "deleteRepository": {
      const values = { repository: visibleText(change.repository) };
      return say(tense, {
        title: () => t("changes.deleteRepository", values),
        verb: () => t("changes.deleteRepositoryVerb"),
        running: () => t("changes.deletingRepository", values),
      });
    }
    case "copyHere": {
      const from = visibleText(change.from);
      return say(tense, {
        title: () => sayConverted(t, change.conversion, t("copies.deed", { count: change.tags.length, from })),
        verb: () => t("copies.deedVerb"),
        running: () => t("copies.deedRunning", { from }),
      });
    }
  }
}

/** A copy’s title with what it writes anew. */
function sayConverted(t: Speak, { form, zstd }: CopyConversion, what: string): string {
  if (zstd) return t("conversions.deedZstd", { what });
  if (form === null) return what;
  return t(form === "oci" ? "conversions.deedOci" : "conversions.deedDocker", { what });
}

function say(tense: Tense, sentences: Record<Tense, () => string>): string {
  return sentences[tense]();
}

/** The purpose of a plan in words; `of` is the change that an undo or a resumption is about, where known. */
export function sayPurpose(t: Speak, purpose: PlanPurpose, tense: Tense, of?: Change): string {
  switch (purpose.type) {
    case "change":
      return sayChange(t, purpose.change, tense);
    case "undo": {
      const what = of === undefined ? t("changes.aChange") : sayChange(t, of, "title");
      return {
        title: t("changes.undo", { what }),
        verb: t("changes.undoVerb"),
        running: t("changes.undoing", { what }),
      }[tense];
    }
    case "resume": {
      const what = of === undefined ? t("changes.aChange") : sayChange(t, of, "title");
      return {
        title: t("changes.resume", { what }),
        verb: t("changes.resumeVerb"),
        running: t("changes.resuming", { what }),
      }[tense];
    }
  }
}

/** Whether a plan takes something away, so that its button is red; `of` is the change that it goes on with. */
export function isLoss(purpose: PlanPurpose, of?: Change): boolean {
  if (purpose.type === "undo") return false;
  const change = purpose.type === "change" ? purpose.change : of;
  return change !== undefined && ["removeTags", "deleteImages", "deleteRepository", "applyRules"].includes(change.type);
}
