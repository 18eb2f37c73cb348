// Who did what in a repository, in the window.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { AmazonEvent } from "~/bridge/generated/contract";
import { FailedCall } from "~/bridge/host";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { amazonAnswers } from "../../../tests/fake_amazon";
import { failure } from "../../../tests/fake_content";
import { trailEvents } from "../../../tests/fake_trail";

const at = addresses.repositoryTrail("ecr", "eu-west-1/team/app");

describe("the activity of a repository", () => {
  it("says who did what, and shows what one looks for", async () => {
    await drawWindow(at, { ...amazonAnswers, list_amazon_events: () => ({ events: trailEvents, reached: 0, next: null }) });
    const table = within(await screen.findByRole("table", { name: "Activity" }));
    expect(screen.getByText(/may be 15 minutes behind/)).toBeDefined();
    expect(table.getByText("instance i-0123456789abcdef0")).toBeDefined();
    expect(table.getByText("Moved the tag")).toBeDefined();
    expect(table.getByText("failed: AccessDeniedException")).toBeDefined();
    expect(table.queryByText("Looked")).toBeNull();
    expect(within(table.getByText("ada").closest("tr") as HTMLElement).getByText("Portolan (this program)")).toBeDefined();
    expect(table.getAllByText("Portolan (this program)")).toHaveLength(1);
    await userEvent.type(screen.getByRole("searchbox", { name: "By" }), "build-7");
    await waitFor(() => expect(table.queryByText("instance i-0123456789abcdef0")).toBeNull());
    await userEvent.click(screen.getByRole("button", { name: /Show$/ }));
    await userEvent.click(await screen.findByRole("option", { name: "Deletions" }));
    expect(await screen.findByText(/^Nothing of what was read matches/)).toBeDefined();
  });

  it("goes further back by a press", async () => {
    const [first, ...others] = trailEvents as [AmazonEvent, ...AmazonEvent[]];
    const host = await drawWindow(at, {
      ...amazonAnswers,
      list_amazon_events: ({ cursor }) => (cursor === null ? { events: [first], reached: first.at, next: "more" } : { events: others, reached: 0, next: null }),
    });
    await userEvent.click(await screen.findByRole("button", { name: "Earlier" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Earlier" })).toBeNull());
    expect(host.asked.filter((each) => each.command === "list_amazon_events").map((each) => (each.request as { cursor: string | null }).cursor)).toEqual([null, "more"]);
    expect(await screen.findByText("instance i-0123456789abcdef0")).toBeDefined();
  });

  it("shows the permission that is missing, to copy", async () => {
    await drawWindow(at, {
      ...amazonAnswers,
      list_amazon_events: () => {
        throw new FailedCall(failure({ code: { type: "forbidden" }, hint: { type: "actionMissing", action: "cloudtrail:LookupEvents", statement: "{}" }, retry: "afterChange" }));
      },
    });
    expect((await screen.findAllByText(/cloudtrail:LookupEvents/)).length).toBeGreaterThan(0);
  });
});
