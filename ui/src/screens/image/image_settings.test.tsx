// What a registry keeps of an image beside its content: when a tag goes, labels, and its own list of packages.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ImageLabel, RegistrySbom } from "~/bridge/generated/contract";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { connections, day } from "../../../tests/fake_content";
import type { FakeHost } from "../../../tests/fake_host";

const at = { connection: "prod", repository: "team/atlas", tag: "1.4" };
const address = addresses.image(at.connection, at.repository, at.tag);

const settings = (host: FakeHost): unknown[] => host.asked.filter((each) => each.command === "set_image_setting").map(({ request }) => (request as { setting: unknown }).setting);

describe("when a tag expires", () => {
  it("is not spoken of where the registry has no such thing", async () => {
    await drawWindow(address);
    await screen.findAllByText("Compressed");
    expect(screen.queryByText("Expires")).toBeNull();
    expect(screen.queryByRole("region", { name: "Labels" })).toBeNull();
  });

  it("is set by a span of days, and said when it is done", async () => {
    const host = await drawWindow(address, { read_tag_expiration: () => ({ offered: true, at: null }) });
    await userEvent.click(await screen.findByRole("button", { name: "Change when 1.4 expires" }));
    const dialog = within(await screen.findByRole("dialog", { name: "When 1.4 expires" }));
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(settings(host)).toHaveLength(1));
    const [setting] = settings(host) as { type: string; tag: string; at: number }[];
    expect(setting).toMatchObject({ type: "expiration", tag: "1.4" });
    expect(Math.abs((setting?.at ?? 0) - (Date.now() + 30 * day))).toBeLessThan(60_000);
    expect(await screen.findByText(/^1\.4 now expires on /)).toBeDefined();
  });

  it("refuses a day that is over, and takes one that is to come", async () => {
    const host = await drawWindow(address, { read_tag_expiration: () => ({ offered: true, at: Date.now() + 3 * day }) });
    await userEvent.click(await screen.findByRole("button", { name: "Change when 1.4 expires" }));
    const dialog = within(await screen.findByRole("dialog", { name: "When 1.4 expires" }));
    const field = dialog.getByRole("textbox", { name: "Day" });
    await userEvent.clear(field);
    await userEvent.type(field, "2020-01-01");
    expect(dialog.getByText("Type a day in the future as year-month-day.")).toBeDefined();
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    expect(settings(host)).toEqual([]);
    await userEvent.clear(field);
    await userEvent.type(field, "2099-01-31");
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(settings(host)).toEqual([{ type: "expiration", tag: "1.4", at: new Date(2099, 0, 31).getTime() }]));
  });

  it("cannot be changed on a connection that is read-only", async () => {
    const host = await drawWindow(address, {
      list_connections: () => connections.map((each) => ({ ...each, readOnly: true })),
      read_tag_expiration: () => ({ offered: true, at: null }),
    });
    await userEvent.click(await screen.findByRole("button", { name: "Change when 1.4 expires" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(settings(host)).toEqual([]);
  });
});

const label = (name: string, more: Partial<ImageLabel> = {}): ImageLabel => ({
  label: { name, value: null, scope: "project" },
  color: null,
  description: null,
  fixed: false,
  ...more,
});

describe("labels", () => {
  it("that are there to choose from are put on and taken off", async () => {
    const stable = label("stable", { color: "#00ab9a" });
    const host = await drawWindow(address, { read_image_labels: () => ({ labels: { onIt: [label("blessed")], choice: [label("blessed"), stable] } }) });
    const region = within(await screen.findByRole("region", { name: "Labels" }));
    await userEvent.click(region.getByRole("button", { name: "Remove the label blessed" }));
    await waitFor(() => expect(settings(host)).toMatchObject([{ type: "label", label: { name: "blessed" }, on: false }]));
    await userEvent.click(region.getByRole("button", { name: "Add a label…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Add a label…" }));
    await userEvent.click(dialog.getByRole("button", { name: "Add" }));
    // Of the two, the one that is not on it.
    await waitFor(() => expect(settings(host).at(-1)).toMatchObject({ type: "label", label: stable.label, on: true }));
  });

  it("are written freely where there are none to choose from, and those that came along stay", async () => {
    const built = label("maintainer", { label: { name: "maintainer", value: "me", scope: "image" }, fixed: true });
    const host = await drawWindow(address, { read_image_labels: () => ({ labels: { onIt: [built], choice: null } }) });
    const region = within(await screen.findByRole("region", { name: "Labels" }));
    expect(region.getByText("maintainer: me")).toBeDefined();
    expect(region.queryByRole("button", { name: /^Remove/ })).toBeNull();
    await userEvent.click(region.getByRole("button", { name: "Add a label…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Add a label…" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "Key" }), "checked");
    await userEvent.type(dialog.getByRole("textbox", { name: "Value" }), "yes{Enter}");
    await waitFor(() => expect(settings(host)).toMatchObject([{ label: { name: "checked", value: "yes", scope: "image" }, on: true }]));
  });

  it("say that none is left to choose", async () => {
    await drawWindow(address, { read_image_labels: () => ({ labels: { onIt: [], choice: [] } }) });
    await userEvent.click(await screen.findByRole("button", { name: "Add a label…" }));
    expect(await screen.findByText("Neither the project nor the registry has any labels.")).toBeDefined();
  });
});

describe("a registry's own list of packages", () => {
  const harbor = { list_connections: () => connections.map((each) => (each.id === at.connection ? { ...each, kind: "harbor" as const } : each)) };
  const absent: RegistrySbom = { state: "absent", canGenerate: true, format: null, packages: [], problem: null };
  const view = `${address}?view=packages`;

  it("is made on request, looked into and saved", async () => {
    let sbom = absent;
    const host = await drawWindow(view, {
      ...harbor,
      read_registry_sbom: () => ({ sbom }),
      generate_sbom: () => {
        const packages = [
          { name: "openssl", ecosystem: "deb", version: "3.0.1" },
          { name: "zlib", ecosystem: null, version: null },
        ];
        sbom = { ...absent, state: "ready", format: "spdx", packages };
        return {};
      },
    });
    expect((await screen.findByRole("button", { name: "Save the list" })).getAttribute("aria-disabled")).toBe("true");
    await userEvent.click(screen.getByRole("button", { name: "Make a list of packages" }));
    const table = within(await screen.findByRole("table", { name: "Packages of this image" }));
    expect(table.getByRole("row", { name: /openssl 3\.0\.1 deb/ })).toBeDefined();
    expect(screen.getByText("2 packages, by the registry’s own list (SPDX)")).toBeDefined();
    await userEvent.type(screen.getByRole("searchbox", { name: "Filter packages" }), "zl");
    expect(table.queryByText("openssl")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Save the list" }));
    await waitFor(() => expect(host.asked.some((each) => each.command === "save_registry_sbom")).toBe(true));
  });

  it("says that the scanner makes none, and what can't be read can be saved all the same", async () => {
    const problem = { code: { type: "unsupported" as const }, hint: null, retry: "no" as const, detail: "neither SPDX nor CycloneDX" };
    const host = await drawWindow(view, { ...harbor, read_registry_sbom: () => ({ sbom: { ...absent, state: "ready", canGenerate: false, problem } }) });
    expect(await screen.findByText(/neither SPDX nor CycloneDX/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Make it again" }));
    await userEvent.click(screen.getByRole("button", { name: "Save the list" }));
    await waitFor(() => expect(host.asked.some((each) => each.command === "save_registry_sbom")).toBe(true));
    expect(host.asked.some((each) => each.command === "generate_sbom")).toBe(false);
  });
});
