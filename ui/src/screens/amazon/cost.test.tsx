// The bill of Amazon ECR in the window.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { amazonAnswers } from "../../../tests/fake_amazon";
import { costs } from "../../../tests/fake_costs";
import type { FakeHost } from "../../../tests/fake_host";

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

describe("what a connection costs", () => {
  it("is told by repository, with what is not known as a gap and never as nothing", async () => {
    const host = await drawWindow(addresses.cost("ecr"), { ...amazonAnswers, read_amazon_costs: () => costs });
    const table = within(await screen.findByRole("table", { name: "Cost by repository" }));
    expect(table.getByText("≤ $2.46")).toBeDefined();
    expect(table.getByText("≥ $0.0001")).toBeDefined();
    const unseen = table.getByRole("button", { name: /never\/seen/ }).closest("tr");
    expect(within(unseen as HTMLElement).getAllByRole("img", { name: "not known yet" }).length).toBe(3);
    const month = within(screen.getByRole("region", { name: "A month" }));
    expect(month.getByText("Back from the archive in 30 days").closest("div")?.textContent).toContain("$0.0559");
    expect(month.getByText(/^1 image that came back from the archive is not counted/)).toBeDefined();
    const gaps = within(screen.getByRole("region", { name: "What is not known" }));
    expect(gaps.getByText(/layers they share count twice/)).toBeDefined();
    await userEvent.click(gaps.getByRole("button", { name: "List them now" }));
    await waitFor(() => expect(lastAsked(host, "list_for_costs")).toEqual({ connection: "ecr", region: "eu-west-1" }));
  });

  it("takes the pulls that are expected, and says what the policy of a repository saves", async () => {
    const saving = { before: 2_459_000_000, after: 459_000_000, aMonth: 2_000_000_000, freed: 21_000_000_000, archived: 0, once: 0, gaps: { unshared: 0, unknown: 0, unlisted: 0 } };
    const host = await drawWindow(addresses.cost("ecr", "eu-west-1/team/app"), {
      ...amazonAnswers,
      read_amazon_costs: () => costs,
      estimate_saving: () => ({ currency: "USD", saving }),
    });
    expect(await screen.findByText("Saves $2.00 a month.")).toBeDefined();
    await userEvent.type(screen.getByRole("textbox", { name: "To the internet" }), "50");
    await waitFor(() =>
      expect(lastAsked(host, "read_amazon_costs")).toMatchObject({
        repository: "eu-west-1/team/app",
        pulls: [{ repository: "eu-west-1/team/app", toInternet: 50, toRegions: 0 }],
      }),
    );
    await userEvent.click(screen.getByRole("checkbox", { name: "Account in its first year" }));
    await waitFor(() => expect(lastAsked(host, "read_amazon_costs")).toMatchObject({ terms: { firstYear: true } }));
  });

  it("says which prices it goes by, and that one’s own can’t be read", async () => {
    const host = await drawWindow(addresses.cost("ecr"), {
      ...amazonAnswers,
      read_amazon_costs: () => ({ ...costs, prices: { ...costs.prices, problem: "expected value at line 1" } }),
    });
    expect(await screen.findByText(/expected value at line 1/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Open price file" }));
    await waitFor(() => expect(lastAsked(host, "open_price_list")).toEqual({}));
  });
});
