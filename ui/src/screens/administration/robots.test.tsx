// Robots: what they may do, the secret that is shown once, and what is asked before one is lost.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { harborRules, robot } from "../../../tests/fake_administration";
import { connections } from "../../../tests/fake_content";
import type { Answers, FakeHost } from "../../../tests/fake_host";
import { lackOf } from "./PermissionFields";

const harbor = connections.map((each) => (each.id === "prod" ? { ...each, kind: "harbor" as const, hasOffers: true } : each));

async function draw(change: Partial<Answers> = {}): Promise<FakeHost> {
  const host = await drawWindow(addresses.administration("prod", undefined, "robots"), { list_connections: () => harbor, ...change });
  await screen.findByRole("button", { name: "New robot…" });
  return host;
}

const requestOf = (host: FakeHost, name: string): unknown => host.asked.findLast(({ command }) => command === name)?.request;

async function choose(user: string, entry: string): Promise<void> {
  await userEvent.click(await screen.findByRole("button", { name: `Actions on ${user}` }));
  await userEvent.click(await screen.findByRole("menuitem", { name: entry }));
}

describe("the robots of a registry", () => {
  it("are told with what they may do, and which of them are off", async () => {
    await draw();
    const table = within(screen.getByRole("table", { name: "Robots" }));
    const ci = within(table.getByRole("row", { name: /robot\$ci/ }));
    expect(ci.getByText("repository:pull, repository:push")).toBeDefined();
    expect(ci.getByText("For ever")).toBeDefined();
    expect(within(table.getByRole("row", { name: /nightly/ })).getByText("off")).toBeDefined();
    // This vendor never says when one was last used.
    expect(table.queryByRole("columnheader", { name: "Last used" })).toBeNull();
  });

  it("are made with a name, a term and permissions, and the secret is shown once", async () => {
    const host = await draw();
    await userEvent.click(screen.getByRole("button", { name: "New robot…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "New robot…" }));
    expect(dialog.getByRole("button", { name: "Make the robot" }).getAttribute("aria-disabled")).toBe("true");
    await userEvent.type(dialog.getByRole("textbox", { name: "Name" }), "deploy");
    await userEvent.click(dialog.getByRole("button", { name: "Add a project" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "Project" }), "library");
    await userEvent.click(dialog.getByRole("checkbox", { name: "repository:push" }));
    await userEvent.click(dialog.getByRole("button", { name: "Make the robot" }));
    const secret = within(await screen.findByRole("dialog", { name: "The secret of robot$deploy" }));
    expect(secret.getByText("Xy7-shown-once")).toBeDefined();
    expect(secret.getByRole("button", { name: "Copy the secret" })).toBeDefined();
    expect(requestOf(host, "create_robot")).toEqual({
      at: { connection: "prod", scope: { type: "registry" } },
      name: "deploy",
      description: "",
      days: 30,
      permissions: [{ on: "library", actions: ["repository:pull", "repository:push"] }],
    });
    await userEvent.click(secret.getByRole("button", { name: "I have it" }));
    await waitFor(() => expect(screen.queryByText("Xy7-shown-once")).toBeNull());
  });

  it("are switched off at once, which can be set back", async () => {
    const host = await draw();
    await choose("robot$ci", "Switch off");
    expect(await screen.findByText("robot$ci is no longer let in")).toBeDefined();
    expect(requestOf(host, "switch_robot")).toMatchObject({ of: { id: "1" }, isOn: false });
  });

  it("are asked about before their secret or they themselves are lost", async () => {
    const host = await draw();
    await choose("robot$ci", "New secret…");
    const asked = within(await screen.findByRole("alertdialog", { name: "Give robot$ci a new secret?" }));
    expect(requestOf(host, "renew_robot_secret")).toBeUndefined();
    await userEvent.click(asked.getByRole("button", { name: "Make a new secret" }));
    expect(await screen.findByText("Zz9-shown-once")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "I have it" }));
    await choose("robot$ci", "Delete…");
    await userEvent.click(within(await screen.findByRole("alertdialog", { name: "Delete robot$ci?" })).getByRole("button", { name: "Delete the robot" }));
    await waitFor(() => expect(requestOf(host, "delete_robot")).toMatchObject({ id: "1", user: "robot$ci" }));
  });

  it("get other permissions than the ones they were shown with", async () => {
    const host = await draw();
    await choose("robot$ci", "Permissions…");
    const dialog = within(await screen.findByRole("dialog", { name: "What robot$ci may do" }));
    await userEvent.click(await dialog.findByRole("checkbox", { name: "repository:push" }));
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(requestOf(host, "set_robot_permissions")).toMatchObject({
        before: [{ on: "library", actions: ["repository:pull", "repository:push"] }],
        after: [{ on: "library", actions: ["repository:pull"] }],
      }),
    );
  });

  it("have a role on each repository where the vendor has it so", async () => {
    const quay = { ...harborRules, actions: ["read", "write", "admin"], systemActions: [], isOneEach: true, ends: false, isSwitched: false };
    await draw({ list_robots: () => ({ robots: [robot({ user: "acme+ci", isOn: null })], rules: quay, isCut: false }) });
    expect(screen.queryByRole("columnheader", { name: "Good until" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Actions on acme+ci" }));
    expect(await screen.findByRole("menuitem", { name: "Permissions…" })).toBeDefined();
    expect(screen.queryByRole("menuitem", { name: "Switch off" })).toBeNull();
  });
});

describe("permissions", () => {
  it("name what they are for, each once, and something of it", () => {
    expect(lackOf([], harborRules)).toBe("empty");
    expect(lackOf([{ on: "", actions: ["repository:pull"] }], harborRules)).toBe("unnamed");
    expect(lackOf([{ on: "a", actions: ["x"] }, { on: "a", actions: ["y"] }], harborRules)).toBe("twice");
    expect(lackOf([{ on: "a", actions: ["x"] }], harborRules)).toBeUndefined();
    // A robot of Quay may be without any role.
    expect(lackOf([], { ...harborRules, isOneEach: true })).toBeUndefined();
  });
});
