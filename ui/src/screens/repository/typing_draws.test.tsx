// What a letter typed into the filter draws: its field and the rows, and not the choices and heads around them.
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { museumAnswers } from "../../../tests/fake_images";

const { drawn } = vi.hoisted(() => ({ drawn: { choices: 0, heads: 0 } }));

vi.mock("~/kit/Select", async (importReal: () => Promise<typeof import("~/kit/Select")>) => {
  const real = await importReal();
  const Select: typeof real.Select = (props) => {
    drawn.choices += 1;
    return real.Select(props);
  };
  return { ...real, Select };
});

vi.mock("~/kit/GridHeader", async (importReal: () => Promise<typeof import("~/kit/GridHeader")>) => {
  const { createElement, memo } = await import("react");
  const real = await importReal();
  // Drawn when its properties differ, as the head itself is.
  const GridHeader = memo((props: Parameters<typeof real.GridHeader>[0]) => {
    drawn.heads += 1;
    return createElement(real.GridHeader, props);
  }) as typeof real.GridHeader;
  return { ...real, GridHeader };
});

it("a letter in the filter draws neither the choices beside it nor the heads of the columns", async () => {
  await drawWindow(addresses.repository("local", "samples/museum"), museumAnswers);
  await screen.findByRole("row", { name: /^1\.4\.2/ });
  await userEvent.type(screen.getByRole("searchbox", { name: "Filter by tag or digest" }), "sbo");
  await waitFor(() => expect(screen.queryByRole("row", { name: /^1\.4\.2/ })).toBeNull());
  const before = { ...drawn };
  expect(before.choices).toBeGreaterThan(0);
  await userEvent.keyboard("m-1.4.2");
  await waitFor(() => expect(screen.getByRole("searchbox", { name: "Filter by tag or digest" })).toHaveProperty("value", "sbom-1.4.2"));
  await screen.findByText("1 of 12 images");
  expect(drawn).toEqual(before);
});
