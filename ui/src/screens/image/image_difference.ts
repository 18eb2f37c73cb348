// What differs between two images: layers, and what a container is run with. Pure.
import type { Image, ImageConfig, Layer, Pair } from "~/bridge/generated/contract";

/** A fact of an image that differs. `name` is of an environment variable or label. */
export interface Difference {
  what: "created" | "size" | "platforms" | "entrypoint" | "command" | "user" | "directory" | "environment" | "label" | "ports" | "volumes";
  name?: string;
  before: string | number | null;
  now: string | number | null;
}

export interface LayerDifference {
  added: Layer[];
  gone: Layer[];
  same: number;
}

/** Layers by digest, each as often as it is there. */
export function compareLayers(before: readonly Layer[], now: readonly Layer[]): LayerDifference {
  const left = [...before];
  const added: Layer[] = [];
  for (const layer of now) {
    const place = left.findIndex((each) => each.digest === layer.digest);
    if (place === -1) added.push(layer);
    else left.splice(place, 1);
  }
  return { added, gone: left, same: now.length - added.length };
}

const joined = (parts: readonly string[]): string | null => (parts.length === 0 ? null : parts.join(" "));

function comparePairs(what: "environment" | "label", before: readonly Pair[], now: readonly Pair[]): Difference[] {
  const then = new Map(before.map(({ name, value }) => [name, value]));
  const today = new Map(now.map(({ name, value }) => [name, value]));
  return [...new Set([...then.keys(), ...today.keys()])].sort().map((name) => ({ what, name, before: then.get(name) ?? null, now: today.get(name) ?? null }));
}

/** Every fact that differs. */
export function compareImages(before: Image, now: Image): Difference[] {
  const then: Partial<ImageConfig> = before.content?.config ?? {};
  const today: Partial<ImageConfig> = now.content?.config ?? {};
  const platforms = (image: Image): string | null => joined(image.platforms.map((each) => each.platform ?? "?"));
  const all: Difference[] = [
    { what: "created", before: before.created, now: now.created },
    { what: "size", before: before.size, now: now.size },
    { what: "platforms", before: platforms(before), now: platforms(now) },
    { what: "entrypoint", before: joined(then.entrypoint ?? []), now: joined(today.entrypoint ?? []) },
    { what: "command", before: joined(then.command ?? []), now: joined(today.command ?? []) },
    { what: "user", before: then.user ?? null, now: today.user ?? null },
    { what: "directory", before: then.workingDirectory ?? null, now: today.workingDirectory ?? null },
    { what: "ports", before: joined(then.ports ?? []), now: joined(today.ports ?? []) },
    { what: "volumes", before: joined(then.volumes ?? []), now: joined(today.volumes ?? []) },
    ...comparePairs("environment", then.environment ?? [], today.environment ?? []),
    ...comparePairs("label", then.labels ?? [], today.labels ?? []),
  ];
  return all.filter((each) => each.before !== each.now);
}
