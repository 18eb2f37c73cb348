// Copies as a host could have them: none under way, and a plan that moves one image.
import type { CopyPlan } from "~/bridge/generated/contract";
import { digestOf, now } from "./fake_content";
import type { Answers } from "./fake_host";

export const copyPlan: CopyPlan = {
  id: "p-copy",
  source: { connection: "local", repository: "samples/museum" },
  destination: { connection: "prod", repository: "samples/museum" },
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

export const copyAnswers: Pick<Answers, "preview_copy" | "start_copy" | "list_copies" | "pause_copy" | "go_on_with_copy" | "cancel_copy"> = {
  preview_copy: ({ source, destination }) => ({ ...copyPlan, source, destination }),
  start_copy: () => ({ activity: "a-copy" }),
  list_copies: () => [],
  pause_copy: () => ({}),
  go_on_with_copy: (activity) => ({ activity }),
  cancel_copy: () => ({}),
};
