// What is said of events of the trail that this program caused itself.
import type { Area } from "../message";

export const ownDeeds = {
  mark: "Portolan (this program)",
  explained: "Portolan reads manifests to show images, and CloudTrail remembers that as pulls.",
} as const satisfies Area;
