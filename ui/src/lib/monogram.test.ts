// The letters and colours of what has no picture.
import { expect, it } from "vitest";
import { hueOf, monogramOf } from "./monogram";

it("takes the first letters of the last part of a name", () => {
  expect(["nginx", "nginx/nginx", "bitnami/node-exporter", "a/b/aws_otel.collector", "été", "日本/語", "-/-", ""].map(monogramOf)).toEqual([
    "N", "N", "NE", "AO", "É", "語", "?", "?",
  ]);
});

it("gives a name the same colour every time", () => {
  expect(hueOf("nginx/nginx")).toBe(hueOf("nginx/nginx"));
  expect(new Set(["a", "b", "c", "d", "e", "f"].map(hueOf)).size).toBeGreaterThan(3);
});
