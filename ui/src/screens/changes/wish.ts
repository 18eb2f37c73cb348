// What a person wants done to a registry, and how it is said. No drawing.

import type { Change, PlanPurpose } from "~/bridge/generated/contract";
import type { Messages } from "~/messages/Messages";
import { sayPurpose } from "~/parts/change_words";

/** A change, or taking one back, or going on with one; `of` is the change these two are about, where known. */
export type Wish =
  | { type: "change"; connection: string; change: Change }
  | { type: "undo"; activity: string; of?: Change | undefined }
  | { type: "resume"; activity: string; of?: Change | undefined };

/** What the plan of a wish is for. */
export function purposeOf(wish: Wish): PlanPurpose {
  switch (wish.type) {
    case "change":
      return { type: "change", change: wish.change };
    case "undo":
      return { type: "undo", activity: wish.activity };
    case "resume":
      return { type: "resume", activity: wish.activity };
  }
}

/** The change that a wish is about, where it is known. */
export function changeOf(wish: Wish): Change | undefined {
  return wish.type === "change" ? wish.change : wish.of;
}

/** A wish in words. */
export function sayWish(t: Messages["t"], wish: Wish, tense: "title" | "running"): string {
  return sayPurpose(t, purposeOf(wish), tense, changeOf(wish));
}
