// What is said of permissions that can't be as they are. No drawing.
import type { PlainKey } from "~/messages/Messages";

export const lackWords = {
  empty: "robots.lackEmpty",
  unnamed: "robots.lackUnnamed",
  twice: "robots.lackTwice",
} as const satisfies Record<"empty" | "unnamed" | "twice", PlainKey>;
