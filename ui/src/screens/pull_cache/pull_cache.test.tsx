// The cache's screen over a fake host: rules checked while they are typed, images chosen and evicted, trouble said.
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import type { FakeHost } from "../../../tests/fake_host";
import { pullCache } from "../../../tests/fake_pull_cache";

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;
const draw = (): Promise<FakeHost> => drawWindow(addresses.pullCache("local"));
const rules = async (): Promise<ReturnType<typeof within>> => within(await screen.findByRole("table", { name: "Rules" }));

describe("the cache", () => {
  it("says what each rule has brought, and since when an upstream could not be asked", async () => {
    await draw();
    const table = await rules();
    expect(table.getByRole("row", { name: /hub Acme production/ }).textContent).toContain("3 images, 111 MB");
    const said = screen.getAllByRole("note").map((each) => each.textContent);
    expect(said.some((text) => text.includes("lab: lab.example refused the connection"))).toBe(true);
  });

  it("makes a rule once nothing is wrong with it", async () => {
    const host = await draw();
    await rules();
    await userEvent.click(screen.getByRole("button", { name: "New rule" }));
    const dialog = within(await screen.findByRole("dialog", { name: "New cache rule" }));
    const prefix = dialog.getByRole("textbox", { name: /^Prefix/ });
    await userEvent.type(prefix, "q");
    expect(await dialog.findByText("A prefix has 2 to 30 characters.")).toBeDefined();
    await userEvent.type(prefix, "uay");
    const create = dialog.getByRole("button", { name: "Create rule" });
    await waitFor(() => expect(create.getAttribute("aria-disabled")).toBeNull());
    await userEvent.click(create);
    await waitFor(() =>
      expect(lastAsked(host, "set_pull_rule")).toEqual({
        before: null,
        after: { prefix: "quay", connection: "prod", namespace: null, askAfterSeconds: 3_600 },
        evict: false,
      }),
    );
  });

  it("changes every member of a rule, and says what that means for what is kept", async () => {
    const host = await draw();
    const table = await rules();
    await userEvent.click(table.getByRole("button", { name: "Change the rule lab" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Change the rule lab" }));
    const prefix = dialog.getByRole("textbox", { name: /^Prefix/ });
    await userEvent.clear(prefix);
    await userEvent.type(prefix, "held");
    expect(await dialog.findByText(/^2 images are kept under the prefix/)).toBeDefined();
    await userEvent.clear(prefix);
    await userEvent.type(prefix, "works");
    expect(dialog.queryByText(/asked for there before/)).toBeNull();
    const namespace = dialog.getByRole("textbox", { name: /^Upstream namespace/ });
    await userEvent.clear(namespace);
    expect(await dialog.findByText("What is kept is asked for there before it is served again.")).toBeDefined();
    const save = dialog.getByRole("button", { name: "Save rule" });
    await waitFor(() => expect(save.getAttribute("aria-disabled")).toBeNull());
    await userEvent.click(save);
    const kept = pullCache.rules[1]?.rule;
    await waitFor(() => expect(lastAsked(host, "set_pull_rule")).toEqual({ before: kept, after: { ...kept, prefix: "works", namespace: null }, evict: false }));
  });

  it("asks again when it is told that something was pulled", async () => {
    const host = await draw();
    await rules();
    const times = (): number => host.asked.filter((each) => each.command === "list_pulled").length;
    const before = times();
    act(() => host.tell({ type: "pullCacheChanged" }));
    await waitFor(() => expect(times()).toBe(before + 1));
  });

  it("takes a rule away with what it has brought, if that is wanted", async () => {
    const host = await draw();
    const table = await rules();
    await userEvent.click(table.getByRole("button", { name: "Remove the rule hub" }));
    const dialog = within(await screen.findByRole("alertdialog"));
    await userEvent.click(dialog.getByRole("checkbox", { name: "Evict what it has brought" }));
    await userEvent.click(dialog.getByRole("button", { name: "Remove rule" }));
    await waitFor(() => expect(lastAsked(host, "set_pull_rule")).toEqual({ before: pullCache.rules[0]?.rule, after: null, evict: true }));
  });

  it("evicts the chosen images alone, and looks for newer ones of them", async () => {
    const host = await draw();
    const images = within(await screen.findByRole("table", { name: "What is kept" }));
    expect(images.getByText("gone upstream")).toBeDefined();
    expect(images.getByText("stale")).toBeDefined();
    await userEvent.click(images.getByRole("checkbox", { name: "Choose hub/library/redis:6" }));
    const chosen = [{ repository: "hub/library/redis", reference: "6" }];
    await userEvent.click(screen.getByRole("button", { name: "Look for newer · 1 chosen" }));
    await waitFor(() => expect(lastAsked(host, "look_for_newer")).toEqual({ images: chosen }));
    expect(await screen.findByText(/Newer: hub\/library\/nginx:latest/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Evict 1 image" }));
    await waitFor(() => expect(lastAsked(host, "evict_pulled")).toEqual({ images: chosen }));
  });

  it("switches its limits off and keeps what they were", async () => {
    const host = await draw();
    await userEvent.click(await screen.findByRole("switch", { name: "Evict by itself" }));
    await waitFor(() => expect(lastAsked(host, "set_pull_limits")).toEqual({ on: false, bytes: 20_000_000_000, days: null }));
  });
});
