// What differs between two images.
import { describe, expect, it } from "vitest";
import type { Layer } from "~/bridge/generated/contract";
import { compareLayers } from "./image_difference";

const layer = (digest: string, size = 1): Layer => ({ digest, size, mediaType: "application/vnd.oci.image.layer.v1.tar", foreign: false, annotations: [] });

describe("layers", () => {
  it("are the same by digest, wherever they are", () => {
    const { added, gone, same } = compareLayers([layer("a"), layer("b")], [layer("b"), layer("c"), layer("a")]);
    expect(added.map(({ digest }) => digest)).toEqual(["c"]);
    expect([gone, same]).toEqual([[], 2]);
  });

  it("that are there twice count twice", () => {
    const { added, gone, same } = compareLayers([layer("a"), layer("a")], [layer("a")]);
    expect([added.length, gone.length, same]).toEqual([0, 1, 1]);
  });
});
