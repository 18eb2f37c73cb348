// A tag's moves in the window: put back by a plan, watched by a press.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import type { AmazonEvent } from "~/bridge/generated/contract";
import { connections, day, digestOf, now } from "../../../tests/fake_content";
import { trailEvents } from "../../../tests/fake_trail";

const at = { connection: "prod", repository: "team/atlas", tag: "1.4" };
const address = `${addresses.image(at.connection, at.repository, at.tag)}?view=moves`;

describe("the moves of a tag", () => {
  it("end where it is, and any other place is put back by a plan", async () => {
    const host = await drawWindow(address);
    const table = within(await screen.findByRole("table", { name: "Where 1.4 pointed" }));
    expect(table.getAllByRole("row")).toHaveLength(3);
    await userEvent.click(table.getByRole("button", { name: /^Put 1.4 back to/ }));
    const change = { type: "moveTag", repository: at.repository, tag: at.tag, digest: digestOf("old") };
    await waitFor(() => expect(host.asked).toContainEqual({ command: "preview_change", request: { connection: at.connection, change } }));
  });

  it("are compared by packages too, where lists of them are attached", async () => {
    await drawWindow(address);
    await userEvent.click(await screen.findByRole("button", { name: /^What changed since/ }));
    const table = within(await screen.findByRole("table", { name: "Packages" }));
    expect(table.getByRole("row", { name: /openssl deb 3\.0\.14-1 3\.0\.15-1/ })).toBeDefined();
    expect(table.getByRole("row", { name: /jq deb not there 1\.7\.1-3/ })).toBeDefined();
    expect(screen.getByText("1 added, 0 removed, 1 in other versions, 211 the same.")).toBeDefined();
  });

  it("say that no list of packages is attached, rather than that nothing changed", async () => {
    const none = { before: null, now: null, added: [], removed: [], changed: [], same: 0, problem: null };
    await drawWindow(address, { compare_packages: () => none });
    await userEvent.click(await screen.findByRole("button", { name: /^What changed since/ }));
    expect(await screen.findByText(/^No list of packages .* is attached to/)).toBeDefined();
  });

  it("say that the registry does not tell who moved it, where it does not", async () => {
    await drawWindow(address);
    expect(await screen.findByText(/Who moved it, this registry does not tell\.$/)).toBeDefined();
    expect(screen.queryByRole("button", { name: "Who moved it" })).toBeNull();
  });

  it("name who moved it where Amazon remembers, once one asks", async () => {
    const [push] = trailEvents;
    const moved = { ...(push as AmazonEvent), at: now - 2 * day, images: [{ tag: at.tag, digest: digestOf("new") }] };
    const host = await drawWindow(address, {
      list_connections: () => connections.map((each) => (each.id === at.connection ? { ...each, kind: "ecr" } : each)),
      list_amazon_events: () => ({ events: [{ ...moved, at: now - 3 * day, principal: null }, moved], reached: null, next: null }),
    });
    await userEvent.click(await screen.findByRole("button", { name: "Who moved it" }));
    const table = within(await screen.findByRole("table", { name: "Where 1.4 pointed" }));
    expect(await table.findByText("ci (build-7)")).toBeDefined();
    expect(host.asked.filter((each) => each.command === "list_amazon_events")).toHaveLength(1);
  });

  it("are watched, and so are new tags", async () => {
    const host = await drawWindow(address);
    await userEvent.click(await screen.findByRole("button", { name: "Watch this tag" }));
    await waitFor(() => expect(host.asked).toContainEqual({ command: "set_watch", request: { watch: at, on: true } }));
    await userEvent.click(await screen.findByRole("button", { name: "Stop watching for new tags" }));
    const request = { watch: { ...at, tag: null }, on: false };
    await waitFor(() => expect(host.asked).toContainEqual({ command: "set_watch", request }));
  });
});

describe("watches", () => {
  it("are told when they move, by the system too, and are listed beside the activities", async () => {
    const told: string[] = [];
    const host = await drawWindow(addresses.activity(), {}, { notify: (title) => void told.push(title) });
    host.tell({ type: "tagMoved", ...at, before: digestOf("old"), now: digestOf("new") });
    await waitFor(() => expect(told).toEqual(["team/atlas:1.4 has moved"]));
    await userEvent.click(screen.getByRole("button", { name: "Watches" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Watches" }));
    await userEvent.click(await dialog.findByRole("button", { name: "Stop watching team/atlas" }));
    await waitFor(() => expect(host.asked).toContainEqual({ command: "set_watch", request: { watch: { connection: "prod", repository: "team/atlas", tag: null }, on: false } }));
  });

  it("leave the activities to be saved as a table", async () => {
    const host = await drawWindow(addresses.activity());
    await userEvent.click(screen.getByRole("button", { name: "Save activities" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "As a table (CSV)" }));
    await waitFor(() => expect(host.asked).toContainEqual({ command: "save_activities", request: { connection: null, format: "csv" } }));
  });
});
