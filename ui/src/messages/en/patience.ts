// What is said while Amazon asks to go slower, and of finding the regions in use.
import type { Area } from "../message";

export const patience = {
  title: "{name} asks to go slower",
  again: "{what} is asked again by itself.",
  againOf: "{what} is asked again by itself: {attempt} of {of} tries so far.",
  findRegions: "Find those with repositories",
  foundRegions: { plural: "count", one: "{count} region has repositories and is ticked.", other: "{count} regions have repositories and are ticked." },
  unknownRegions: { plural: "count", one: "{count} region did not tell: {regions}", other: "{count} regions did not tell: {regions}" },
} as const satisfies Area;
