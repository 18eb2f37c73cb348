import { describe, expect, it } from "vitest";
import { shortenMediaType } from "./media_type";

describe("short media types", () => {
  it("keep who made the type and what it is", () => {
    expect(shortenMediaType("application/vnd.oci.image.layer.v1.tar+gzip")).toBe("oci layer.tar+gzip");
    expect(shortenMediaType("application/vnd.docker.image.rootfs.diff.tar.gzip")).toBe("docker diff.tar.gzip");
    expect(shortenMediaType("application/vnd.docker.distribution.manifest.v2+json")).toBe("docker manifest+json");
    expect(shortenMediaType("application/vnd.cncf.helm.chart.content.v1.tar+gzip")).toBe("cncf.helm.chart.content.tar+gzip");
    expect(shortenMediaType("text/plain")).toBe("text/plain");
  });
});
