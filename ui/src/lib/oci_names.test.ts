import { describe, expect, it } from "vitest";
import { isDigest, isRepositoryName, isTag, joinReference, shortenPlatform, splitRepository } from "./oci_names";

describe("names of the OCI", () => {
  it("allows the tags that the distribution spec allows", () => {
    for (const tag of ["latest", "1.27.0-alpine", "_x", "A".repeat(128)]) expect(isTag(tag)).toBe(true);
    for (const tag of ["", "-x", ".x", "a b", "a/b", "a:b", "é", "A".repeat(129), "a\u202eb"]) expect(isTag(tag)).toBe(false);
  });

  it("allows the repository names that the distribution spec allows", () => {
    for (const name of ["nginx", "library/nginx", "a__b/c--d/e.f"]) expect(isRepositoryName(name)).toBe(true);
    for (const name of ["", "Nginx", "/a", "a/", "a//b", "a..b", "-a", "a".repeat(256)]) expect(isRepositoryName(name)).toBe(false);
  });

  it("joins a tag with a colon and a digest with an at sign", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    expect(joinReference("localhost:5000", "demo/app", "1.2")).toBe("localhost:5000/demo/app:1.2");
    expect(joinReference("localhost:5000", "demo/app", digest)).toBe(`localhost:5000/demo/app@${digest}`);
    expect(joinReference("localhost:5000", "demo/app")).toBe("localhost:5000/demo/app");
    expect(isDigest("1.2")).toBe(false);
  });

  it("leaves the name of every system but Linux in a platform, and of arm64 its only variant", () => {
    expect(shortenPlatform("linux/arm64/v8")).toBe("arm64");
    expect(shortenPlatform("windows/amd64")).toBe("windows/amd64");
  });

  it("cuts a repository before its last part", () => {
    expect(splitRepository("team/backend/api")).toEqual(["team/backend/", "api"]);
    expect(splitRepository("api")).toEqual(["", "api"]);
  });
});
