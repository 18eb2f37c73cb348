// How changes of short names are spoken of. No drawing.
import type { ActivityDeed } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages } from "~/messages/Messages";

export type ShortNameDeed = Extract<ActivityDeed, { type: "shortName" }>;

/** "Add short name app". */
export function sayShortName({ name, before, after }: ShortNameDeed, { t }: Pick<Messages, "t">): string {
  const gap = { name: visibleText(name) };
  if (after === null) return t("shortNames.deedRemove", gap);
  if (after === "") return t("shortNames.deedSwitchOff", gap);
  return before === null ? t("shortNames.deedAdd", gap) : t("shortNames.deedChange", gap);
}
