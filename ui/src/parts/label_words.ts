// How labels of images are spoken of. No drawing.
import type { LabelName } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages } from "~/messages/Messages";

/** "stable", or "checked: yes" where labels have values. */
export function sayLabel({ name, value }: LabelName, { t }: Pick<Messages, "t">): string {
  const shown = visibleText(name);
  return value === null || value === "" ? shown : t("imageSettings.labelPair", { name: shown, value: visibleText(value) });
}
