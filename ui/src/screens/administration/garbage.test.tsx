// The collection of garbage: dry unless one chooses otherwise, with its turns, their logs and its schedule.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { FailedCall } from "~/bridge/host";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { connections, failure } from "../../../tests/fake_content";
import type { Answers, FakeHost } from "../../../tests/fake_host";

const harbor = connections.map((each) => (each.id === "prod" ? { ...each, kind: "harbor" as const, hasOffers: true } : each));

const draw = (change: Partial<Answers> = {}): Promise<FakeHost> =>
  drawWindow(addresses.administration("prod", undefined, "garbageCollection"), { list_connections: () => harbor, ...change });

const requestOf = (host: FakeHost, name: string): unknown => host.asked.findLast(({ command }) => command === name)?.request;

describe("the collection of garbage", () => {
  it("tells its turns, what each freed, and when it comes next", async () => {
    await draw();
    const table = within(await screen.findByRole("table", { name: "Turns" }));
    expect(table.getAllByRole("row")).toHaveLength(4);
    expect(table.getByText("1.2 GB")).toBeDefined();
    expect(table.getByText("Dry: nothing was deleted")).toBeDefined();
    expect(screen.getByText(/It comes by itself: 0 0 0 \* \* \*/)).toBeDefined();
  });

  it("is dry unless one chooses otherwise", async () => {
    const host = await draw();
    await userEvent.click(await screen.findByRole("button", { name: "Collect now…" }));
    const dialog = within(await screen.findByRole("alertdialog", { name: "Collect garbage now?" }));
    await userEvent.click(dialog.getByRole("button", { name: "Begin a dry run" }));
    await waitFor(() => expect(requestOf(host, "collect_garbage")).toEqual({ connection: "prod", dry: true, deleteUntagged: false }));
    await userEvent.click(await screen.findByRole("button", { name: "Collect now…" }));
    await userEvent.click(await screen.findByRole("checkbox", { name: /Only tell what would be freed/ }));
    expect(screen.getByText(/gone for good/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Collect" }));
    await waitFor(() => expect(requestOf(host, "collect_garbage")).toEqual({ connection: "prod", dry: false, deleteUntagged: false }));
  });

  it("shows what a turn wrote down, and stops one that is under way", async () => {
    const host = await draw();
    await userEvent.click(await screen.findByRole("button", { name: "Log of turn 3" }));
    expect(await screen.findByText(/3 blobs and 1 manifests/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Close" }));
    await userEvent.click(await screen.findByRole("button", { name: "Stop turn 4" }));
    await waitFor(() => expect(requestOf(host, "stop_collection")).toEqual({ connection: "prod", id: 4 }));
    expect(screen.queryByRole("button", { name: "Stop turn 3" })).toBeNull();
  });

  it("is scheduled by a choice or by a cron expression of six fields", async () => {
    const host = await draw();
    await userEvent.click(await screen.findByRole("button", { name: "When it comes by itself…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "When garbage is collected by itself" }));
    await userEvent.click(dialog.getByRole("radio", { name: "As a cron expression says" }));
    const field = dialog.getByRole("textbox", { name: "Cron expression" });
    await userEvent.clear(field);
    await userEvent.type(field, "30 2 * * *");
    expect(dialog.getByRole("button", { name: "Save" }).getAttribute("aria-disabled")).toBe("true");
    await userEvent.clear(field);
    await userEvent.type(field, "0 30 2 * * *");
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(requestOf(host, "set_garbage_schedule")).toEqual({
        connection: "prod",
        before: { cron: "0 0 0 * * *", deletesUntagged: true },
        after: { cron: "0 30 2 * * *", deletesUntagged: true },
      }),
    );
  });

  it("says which right is missing where it is refused", async () => {
    const refused = failure({ code: { type: "forbidden" }, hint: { type: "missingPermission", host: "registry.acme.example", scope: "garbage-collection:list (system)" } });
    await draw({
      list_collections: () => {
        throw new FailedCall(refused);
      },
    });
    expect(await screen.findByText(/garbage-collection:list \(system\)/)).toBeDefined();
  });
});
