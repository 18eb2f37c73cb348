// Rows of what CloudTrail remembers.
import { describe, expect, it } from "vitest";
import type { AmazonEvent } from "~/bridge/generated/contract";
import { trailRows } from "./trail_rows";

let count = 0;

const event = (change: Partial<AmazonEvent>): AmazonEvent => ({
  id: `e${String((count += 1))}`,
  at: 1_000_000 - count,
  deed: "pushed",
  name: "PutImage",
  own: false,
  principal: { kind: "role", name: "ci", session: "build-7", instance: null, account: null, arn: "arn:aws:sts::1:assumed-role/ci/build-7", by: null },
  images: [],
  source: "203.0.113.7",
  userAgent: null,
  error: null,
  ...change,
});

const push = (tag: string, digest: string): AmazonEvent => event({ images: [{ tag, digest }] });

describe("rows of the trail", () => {
  it("tell a tag that moved from one that is new", () => {
    const rows = trailRows([push("1.0", "sha256:b"), push("2.0", "sha256:b"), push("1.0", "sha256:a")], "pushes", "");
    expect(rows.map((row) => row.movedFrom)).toEqual(["sha256:a", null, null]);
  });

  it("take a tag for new that was deleted in between, and do not believe what failed", () => {
    const gone = event({ deed: "deleted", name: "BatchDeleteImage", images: [{ tag: "1.0", digest: "sha256:a" }] });
    expect(trailRows([push("1.0", "sha256:b"), gone, push("1.0", "sha256:a")], "pushes", "")[0]?.movedFrom).toBeNull();
    const refused = { ...push("1.0", "sha256:a"), error: { code: "AccessDenied", said: null } };
    expect(trailRows([push("1.0", "sha256:b"), refused], "pushes", "")[0]?.movedFrom).toBeNull();
  });

  it("are one for the same again and again", () => {
    const pull = (): AmazonEvent => event({ deed: "pulled", name: "BatchGetImage", images: [{ tag: "1.0", digest: null }] });
    const rows = trailRows([pull(), pull(), pull(), push("1.0", "sha256:a")], "deeds", "");
    expect(rows.map((row) => row.times)).toEqual([3, 1]);
    expect(rows[0]?.since).toBeLessThan(rows[0]?.event.at ?? 0);
  });

  it("are those of a kind by somebody", () => {
    const looked = event({ deed: "looked", name: "DescribeImages" });
    const other = event({ principal: null, source: "ecs.amazonaws.com" });
    const events = [looked, other, push("1.0", "sha256:a")];
    expect(trailRows(events, "deeds", "").length).toBe(2);
    expect(trailRows(events, "all", "").length).toBe(3);
    expect(trailRows(events, "deeds", "BUILD-7").length).toBe(1);
    expect(trailRows(events, "deletions", "")).toEqual([]);
  });
});
