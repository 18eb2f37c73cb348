// A registry's health and use of space in the window.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import type { FakeHost } from "../../../tests/fake_host";
import { health, storageUse } from "../../../tests/fake_health";
import { readPrice } from "./price";

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

const quiet = { contentGone: 0, brokenIndex: 0, danglingReferrer: 0, unpulled: 0, noTags: 0, nearLimit: 0 };

describe("a registry’s health", () => {
  it("is told by kind and repository, each with the change that ends it", async () => {
    const host = await drawWindow(addresses.health("local"), { read_health: () => health });
    const gone = within(await screen.findByRole("table", { name: "Tags without content" }));
    expect(gone.getByText("1.2.1")).toBeDefined();
    await userEvent.click(gone.getByRole("button", { name: "Remove 2 tags…" }));
    await waitFor(() => expect(lastAsked(host, "preview_change")).toEqual({ connection: "local", change: { type: "removeTags", repository: "team/api", tags: ["1.2.0", "1.2.1"] } }));
  });

  it("offers to delete only what is certain to describe nothing", async () => {
    await drawWindow(addresses.health("local"), { read_health: () => health });
    const dangling = within(await screen.findByRole("table", { name: "Signatures and attachments of nothing" }));
    const rows = dangling.getAllByRole("row");
    const rowOf = (name: RegExp): HTMLElement => rows.find((row) => within(row).queryByText(name) !== null) as HTMLElement;
    expect(within(rowOf(/which was nowhere seen/)).queryByRole("button", { name: /Delete/ })).toBeNull();
    expect(dangling.getByRole("button", { name: "Delete it…" })).toBeDefined();
  });

  it("says what nobody has looked into, and looks into it", async () => {
    const host = await drawWindow(addresses.health("local"), { read_health: () => health });
    expect(await screen.findByText(/3 of 42 repositories were never listed/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Look into all of it" }));
    await waitFor(() => expect(lastAsked(host, "look_into_all")).toEqual({ connection: "local" }));
  });

  it("is sound only where everything is known", async () => {
    const sound = { ...health, findings: [], counts: quiet, quota: null };
    await drawWindow(addresses.health("local"), { read_health: () => sound });
    expect(await screen.findByText(/What nobody has looked into yet may be otherwise/)).toBeDefined();
  });

  it("shows what is left of a pull quota, and asks anew for other spans", async () => {
    const host = await drawWindow(addresses.health("local"), { read_health: () => health });
    expect(await screen.findByText(/37 of 100 pulls left in 6 hours/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: /Not pulled for/ }));
    await userEvent.click(await screen.findByRole("option", { name: "365 days" }));
    await waitFor(() => expect(lastAsked(host, "read_health")).toEqual({ connection: "local", unpulledDays: 365 }));
  });
});

describe("a pull quota", () => {
  it("is asked for on request, where the registry may have one", async () => {
    const host = await drawWindow(addresses.health("prod"), { read_health: () => ({ ...health, quota: null }) });
    await screen.findByRole("tab", { name: /^Findings/ });
    expect(screen.queryByRole("meter")).toBeNull();
    await userEvent.click(await screen.findByRole("button", { name: "Ask what is left" }));
    expect(await screen.findByText(/12 of 100 pulls left in 6 hours/)).toBeDefined();
    expect(lastAsked(host, "ask_pull_quota")).toEqual({ connection: "prod" });
  });

  it("is said not to be there where the registry says nothing of it", async () => {
    await drawWindow(addresses.health("prod"), { read_health: () => ({ ...health, quota: null }), ask_pull_quota: () => ({ quota: null, by: "team/api:1.0" }) });
    await userEvent.click(await screen.findByRole("button", { name: "Ask what is left" }));
    expect(await screen.findByText(/^Asked for team\/api:1\.0, it says nothing of a quota/)).toBeDefined();
  });

  it("is nothing to ask one’s own registry for", async () => {
    await drawWindow(addresses.health("local"), { read_health: () => ({ ...health, quota: null }) });
    await screen.findByRole("tab", { name: /^Findings/ });
    expect(screen.queryByRole("button", { name: "Ask what is left" })).toBeNull();
  });
});

describe("what takes up space", () => {
  it("is a map that opens a repository, and costs what is typed", async () => {
    const host = await drawWindow(addresses.health("local", "storage"), { read_health: () => health, read_storage_use: () => storageUse });
    const map = within(await screen.findByRole("group", { name: "Space by repository" }));
    await userEvent.type(screen.getByRole("textbox", { name: "Price of a GB a month" }), "0,10");
    expect((await screen.findAllByText("5.68")).length).toBeGreaterThan(0);
    await userEvent.click(map.getByRole("button", { name: /^team\/api, / }));
    await waitFor(() => expect(lastAsked(host, "read_storage_use")).toEqual({ connection: "local", repository: "team/api" }));
    const images = within(await screen.findByRole("table", { name: "Images" }));
    expect(images.getByRole("button", { name: /1\.4/ })).toBeDefined();
    expect(map.getByRole("button", { name: /^team\/api, /, pressed: true })).toBeDefined();
  });

  it("has a price of what looks like one", () => {
    expect([readPrice("0,10"), readPrice(" 2 "), readPrice("1.5"), readPrice("-1"), readPrice("much"), readPrice("")]).toEqual([0.1, 2, 1.5, undefined, undefined, undefined]);
  });
});
