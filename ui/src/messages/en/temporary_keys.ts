// What the form of a connection to Amazon says of temporary keys and of endpoints that are named elsewhere.
import type { Area } from "../message";

export const temporaryKeys = {
  token: "Session token",
  tokenHelp: "Of a temporary key alone, whose ID begins with ASIA. It ends by itself; then a new key has to be typed.",
  tokenNeeded: "This key is temporary: it comes with a session token.",
  endpoints: "These endpoints are named outside of Portolan, and used where none is typed here:",
  endpoint: "{api}: {address}, by {from}",
} as const satisfies Area;
