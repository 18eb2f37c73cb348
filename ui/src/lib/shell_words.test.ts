import { describe, expect, it } from "vitest";
import { joinShell } from "./shell_words";

describe("arguments in one line", () => {
  it("are quoted only where a shell would read them otherwise", () => {
    expect(joinShell(["/docker-entrypoint.sh", "nginx", "-g", "daemon off;"])).toBe("/docker-entrypoint.sh nginx -g 'daemon off;'");
    expect(joinShell(["echo", "it's", ""])).toBe(String.raw`echo 'it'\''s' ''`);
  });
});
