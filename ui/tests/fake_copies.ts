// Copies as a host could have them: none under way, and a plan that moves one image.
import type { CopyConversion, CopyNote, CopyPlan } from "~/bridge/generated/contract";
import { digestOf, now } from "./fake_content";
import type { Answers } from "./fake_host";

export const copyPlan: CopyPlan = {
  id: "p-copy",
  source: { type: "repository", connection: "local", repository: "samples/museum" },
  destination: { type: "repository", connection: "prod", repository: "samples/museum" },
  images: [
    {
      from: "1.4.2",
      digest: digestOf("index"),
      tags: [{ tag: "1.4.2", digest: digestOf("index"), before: null }],
      attachments: 2,
      notes: [],
      isUpToDate: false,
    },
  ],
  left: [],
  blobs: 7,
  bytesToSend: 42_000_000,
  bytesToMount: 0,
  bytesThere: 1_000,
  overwritten: 0,
  confirmation: { type: "button" },
  expiresAt: now + 600_000,
};

function notesOf({ form, zstd }: CopyConversion): CopyNote[] {
  const notes: CopyNote[] = [];
  if (form !== null) notes.push({ type: "converted", form });
  if (zstd) notes.push({ type: "repacked", layers: 5 });
  if (form === "docker") notes.push({ type: "annotationsLost", count: 4 });
  if (notes.length > 0) notes.push({ type: "attachmentsStay", count: 2 });
  return notes;
}

export const copyAnswers: Pick<Answers, "preview_copy" | "look_into_file" | "list_engines" | "start_copy" | "list_copies" | "pause_copy" | "go_on_with_copy" | "cancel_copy"> = {
  preview_copy: ({ source, destination, conversion }) => ({
    ...copyPlan,
    source,
    destination,
    images: copyPlan.images.map((image) => ({ ...image, digest: conversion.zstd ? null : image.digest, notes: notesOf(conversion) })),
  }),
  look_into_file: ({ path }) => ({
    path,
    form: "dockerArchive",
    images: [
      { name: "docker.io/library/museum:2.0", tag: "2.0", digest: digestOf("saved"), bytes: 31_000_000, platforms: ["linux/amd64"] },
      { name: null, tag: null, digest: digestOf("nameless"), bytes: 4_000_000, platforms: ["linux/arm64/v8"] },
    ],
  }),
  list_engines: () => [
    {
      name: "Podman",
      socket: "/run/user/1000/podman/podman.sock",
      images: [
        { name: "docker.io/library/museum:1.5", id: digestOf("local"), bytes: 78_000_000, created: now - 86_400_000 },
        { name: null, id: digestOf("dangling"), bytes: 12_000_000, created: now - 864_000_000 },
      ],
      failure: null,
    },
  ],
  start_copy: () => ({ activity: "a-copy" }),
  list_copies: () => [],
  pause_copy: () => ({}),
  go_on_with_copy: (activity) => ({ activity }),
  cancel_copy: () => ({}),
};
