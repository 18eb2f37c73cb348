import { describe, expect, it } from "vitest";
import type { ImageRow } from "~/bridge/generated/contract";
import { sumRows } from "./selection";

const row = (more: Partial<ImageRow>): ImageRow => ({
  key: "k",
  tags: [],
  tagCount: 1,
  digest: null,
  kind: null,
  artifactType: null,
  mediaType: null,
  platforms: [],
  size: null,
  created: null,
  pushed: null,
  pulled: null,
  expires: null,
  scan: null,
  storage: null,
  signing: null,
  replication: null,
  observedAt: null,
  attachments: 0,
  broken: false,
  problem: null,
  ...more,
});

describe("totals of a selection", () => {
  it("count an image once however many of its tags are selected", () => {
    const rows = [row({ key: "a", digest: "sha256:1", size: 10 }), row({ key: "b", digest: "sha256:1", size: 10 })];
    expect(sumRows(rows)).toEqual({ images: 1, tags: 2, size: 10, unknownSizes: 0 });
  });

  it("never count an unknown size as nothing", () => {
    expect(sumRows([row({ key: "a" }), row({ key: "b", digest: "sha256:2", size: 5 })])).toEqual({
      images: 2,
      tags: 2,
      size: 5,
      unknownSizes: 1,
    });
  });
});
