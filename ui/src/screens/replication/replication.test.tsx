// The screen of rules that copy, over a fake host: how each does, rules checked while they are typed, dry runs, copies of a registry.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import type { Answers, FakeHost } from "../../../tests/fake_host";
import { copyRules, outlook } from "../../../tests/fake_replication";

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;
const draw = (change: Partial<Answers> = {}): Promise<FakeHost> => drawWindow(addresses.replication(), change);
const table = async (name: string): Promise<ReturnType<typeof within>> => within(await screen.findByRole("table", { name }));

describe("rules that copy", () => {
  it("say from where to where, when, and how they do", async () => {
    await draw();
    const rules = await table("Rules");
    const row = rules.getByRole("row", { name: /nightly mirror/ }).textContent;
    expect(row).toContain("every day at 03:30");
    expect(row).toContain("Local registry, under mirror/");
    expect(row).toContain("20 there, 1 waiting, 1 failed");
    expect(row).toContain("3 images copied, 1 tag deleted (late: the program or the machine slept)");
    expect(rules.getByText("The connection of a destination is gone.")).toBeDefined();
  });

  it("are made once nothing is wrong with them, and say what does other than it seems", async () => {
    const host = await draw();
    await table("Rules");
    await userEvent.click(screen.getByRole("button", { name: "New rule" }));
    const dialog = within(await screen.findByRole("dialog", { name: "New replication rule" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "Repositories that begin with" }), "nothing/ team/");
    expect(await dialog.findByText("No known repository begins with nothing/.")).toBeDefined();
    const create = (): HTMLElement => dialog.getByRole("button", { name: "Create rule" });
    expect(create().getAttribute("aria-disabled")).toBe("true");
    await userEvent.type(dialog.getByRole("textbox", { name: "Name" }), "backup");
    await userEvent.type(dialog.getByRole("textbox", { name: "Under the name" }), "copy");
    await userEvent.click(dialog.getByRole("checkbox", { name: /Deletions, too/ }));
    await waitFor(() => expect(create().getAttribute("aria-disabled")).toBeNull());
    await userEvent.click(create());
    await waitFor(() =>
      expect(lastAsked(host, "set_copy_rule")).toMatchObject({
        before: null,
        after: { name: "backup", source: "prod", prefixes: ["nothing/", "team/"], destinations: [{ prefix: "copy" }], deletes: true, onChange: false, rhythm: null },
      }),
    );
  });

  it("run when they are told to, and are taken away after a question", async () => {
    const host = await draw();
    const rules = await table("Rules");
    await userEvent.click(rules.getByRole("button", { name: "Run the rule nightly mirror now" }));
    await waitFor(() => expect(lastAsked(host, "run_copy_rule")).toEqual({ rule: "nightly", everything: false }));
    await userEvent.click(rules.getByRole("button", { name: "More for the rule nightly mirror" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Remove…" }));
    const dialog = within(await screen.findByRole("alertdialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Remove rule" }));
    await waitFor(() => expect(lastAsked(host, "set_copy_rule")).toEqual({ before: copyRules[0]?.rule, after: null }));
  });

  it("show in a dry run what would go", async () => {
    const host = await draw();
    const rules = await table("Rules");
    await userEvent.click(rules.getByRole("button", { name: "Dry run of the rule nightly mirror" }));
    const places = await table("What would be done");
    expect(places.getByText("1.4.3, latest")).toBeDefined();
    expect(screen.getByText("1 tag to delete")).toBeDefined();
    expect(lastAsked(host, "run_copy_rule")).toBeUndefined();
  });

  it("tell of each image how it stands, and why it did not arrive", async () => {
    await draw();
    const images = await table("Images");
    expect(images.getByRole("row", { name: /platform\/web:2\.0/ }).textContent).toContain("failed");
    await userEvent.type(screen.getByRole("searchbox", { name: "Filter by repository or tag" }), "latest");
    await waitFor(() => expect(images.queryByText("platform/web:2.0")).toBeNull());
    expect(images.getByText("platform/api:latest")).toBeDefined();
  });
});

describe("a copy of a registry", () => {
  it("is looked at first, and asks for the name before it overwrites in production", async () => {
    const typeName = { ...outlook, confirmation: { type: "typeName" as const, text: "Acme" } };
    const host = await drawWindow(addresses.registry("local"), { read_outlook: () => typeName });
    await userEvent.click(await screen.findByRole("button", { name: "More" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Copy registry to…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Copy the registry Local registry" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "Under the name" }), "backup");
    await userEvent.click(dialog.getByRole("button", { name: "Look at what would be copied" }));
    expect(await dialog.findByText("2 images to copy, 42 MB at most")).toBeDefined();
    expect(lastAsked(host, "look_ahead")).toMatchObject({ id: "", source: "local", prefixes: [], destinations: [{ prefix: "backup" }] });
    await userEvent.type(dialog.getByRole("textbox", { name: /^Type Acme/ }), "Acme");
    await userEvent.click(dialog.getByRole("button", { name: "Copy" }));
    await waitFor(() => expect(lastAsked(host, "start_registry_copy")).toEqual({ outlook: "job-look", typed: "Acme" }));
  });
});
