// What the sides of a copy are called. Pure.
import type { CopyPlace } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";

/** "Acme/team/app", the name of a file, or that of an engine with the image that is taken. */
export function sayPlace(place: CopyPlace, name: string): string {
  if (place.type === "repository") return visibleText(`${name}/${place.repository}`);
  return visibleText(place.type === "engine" && place.image !== null ? `${name}: ${place.image}` : name);
}

/** The connection of a side that has one. */
export function connectionOf(place: CopyPlace): string | undefined {
  return place.type === "repository" ? place.connection : undefined;
}

/** The last part of a path, whichever way its system writes paths. */
export function fileName(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== "") ?? path;
}
