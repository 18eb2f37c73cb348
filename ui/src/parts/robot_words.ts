// How what was done to a robot is spoken of, and which of it can be set back. No drawing.
import type { RobotChange } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages } from "~/messages/Messages";

const words = {
  created: "robots.createdDeed",
  deleted: "robots.deletedDeed",
  secretRenewed: "robots.renewedDeed",
  switchedOn: "robots.onDeed",
  switchedOff: "robots.offDeed",
  permitted: "robots.permittedDeed",
} as const satisfies Record<RobotChange["type"], string>;

/** "Switch off the robot robot$ci". */
export function sayRobotChange(change: RobotChange, user: string, { t }: Pick<Messages, "t">): string {
  return t(words[change.type], { name: visibleText(user) });
}

/** A secret that is gone is gone. */
export function canSetRobotBack(change: RobotChange): boolean {
  return change.type === "switchedOn" || change.type === "switchedOff" || change.type === "permitted";
}
