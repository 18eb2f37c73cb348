// The screens of connections, settings and welcome, over a fake host.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { FailedCall } from "~/bridge/host";
import { drawWindow } from "../../tests/draw_window";

const inspector = (): HTMLElement => screen.getByRole("complementary", { name: "Inspector" });

describe("the connections", () => {
  it("are listed with their sign-in and marks, and show what each can do", async () => {
    await drawWindow(addresses.connections());
    const grid = await screen.findByRole("grid", { name: "Connections" });
    const row = within(grid).getByRole("row", { name: /Acme production/ });
    expect(row.textContent).toContain("Password of deploy, kept in the system keyring");
    expect(row.textContent).toContain("production");
    await userEvent.click(row);
    expect(inspector().textContent).toContain("REGISTRY_STORAGE_DELETE_ENABLED");
    expect(within(inspector()).getAllByText("not known yet").length).toBeGreaterThan(0);
  });

  it("are tested where they are, with the secrets that are kept", async () => {
    const host = await drawWindow(addresses.connections());
    await userEvent.click(within(await screen.findByRole("grid")).getByText("Acme production"));
    await userEvent.click(within(inspector()).getByRole("button", { name: "Test connection" }));
    expect(await screen.findByText("The connection works")).toBeDefined();
    const asked = host.asked.find((each) => each.command === "test_connection");
    expect(asked?.request).toMatchObject({
      of: "prod",
      draft: { signIn: { type: "password", user: "deploy", password: null } },
    });
    const steps = within(inspector()).getByRole("list", { name: "What was tried" });
    expect(within(steps).getByText("This registry does not list its repositories.", { exact: false })).toBeDefined();
  });

  it("move down, and stay selected", async () => {
    const host = await drawWindow(addresses.connections());
    const grid = await screen.findByRole("grid");
    await userEvent.click(within(grid).getByText("Local registry"));
    await userEvent.click(screen.getByRole("button", { name: "Move down" }));
    expect(host.asked.find((each) => each.command === "reorder_connections")?.request).toEqual({
      ids: ["prod", "local", "ghcr", "lab"],
    });
    await waitFor(() => {
      const rows = within(grid).getAllByRole("row", { selected: true });
      expect(rows.map((row) => row.textContent)).toEqual([expect.stringContaining("Local registry")]);
    });
  });

  it("are removed only after it was said what is forgotten", async () => {
    const host = await drawWindow(addresses.connections());
    await userEvent.click(within(await screen.findByRole("grid")).getByText("Lab"));
    await userEvent.keyboard("{Delete}");
    const dialog = await screen.findByRole("alertdialog", { name: "Remove Lab?" });
    expect(dialog.textContent).toContain("are forgotten");
    expect(host.asked.some((each) => each.command === "remove_connection")).toBe(false);
    await userEvent.click(within(dialog).getByRole("button", { name: "Remove connection" }));
    expect(host.asked).toContainEqual({ command: "remove_connection", request: "lab" });
    await waitFor(() => expect(screen.queryByRole("treeitem", { name: "Lab" })).toBeNull());
  });

  it("keep the local registry", async () => {
    await drawWindow(addresses.connections());
    const row = within(await screen.findByRole("grid")).getByText("Local registry");
    await userEvent.pointer({ keys: "[MouseRight]", target: row });
    const remove = await screen.findByRole("menuitem", { name: /Remove/ });
    expect(remove.getAttribute("aria-disabled")).toBe("true");
    expect(remove.textContent).toContain("cannot be removed");
  });
});

describe("a new connection", () => {
  it("begins with what was pasted, asks for the address, and sends a password once", async () => {
    const host = await drawWindow(addresses.newConnection());
    await userEvent.click(screen.getByRole("button", { name: "Add" }));
    expect(await screen.findByText("Type or paste where the registry is.")).toBeDefined();
    await userEvent.type(screen.getByRole("textbox", { name: /^Registry/ }), "quay.example.com");
    await userEvent.click(screen.getByRole("radio", { name: /User and password/ }));
    await userEvent.type(screen.getByRole("textbox", { name: "User" }), "ada");
    const password = screen.getByLabelText("Password");
    expect(password.getAttribute("type")).toBe("password");
    await userEvent.type(password, "correct horse");
    await userEvent.click(screen.getByRole("checkbox", { name: /Production/ }));
    await userEvent.click(screen.getByRole("button", { name: "Add" }));
    expect(host.asked.find((each) => each.command === "add_connection")?.request).toMatchObject({
      address: "quay.example.com",
      name: "",
      production: true,
      signIn: { type: "password", user: "ada", password: "correct horse" },
    });
    await waitFor(() =>
      expect(screen.getByRole<HTMLInputElement>("combobox", { name: "Address" }).value).toBe("quay.example.com"),
    );
  });

  it("says what failed in a test, and why", async () => {
    await drawWindow(addresses.newConnection("wrong.example.com"));
    await userEvent.click(screen.getByRole("button", { name: "Test connection" }));
    expect(await screen.findByText("The connection does not work yet")).toBeDefined();
    expect(screen.getByText(/did not accept the sign-in/)).toBeDefined();
  });

  it("offers what Docker knows of the host", async () => {
    await drawWindow(addresses.newConnection("ghcr.io/acme/tool:1"));
    expect(await screen.findByRole("radio", { name: /What Docker knows.*ada/ })).toBeDefined();
  });

  it("shows the host's refusal at the field that is wrong", async () => {
    const failure = { code: { type: "invalidInput", field: "address" }, hint: null, retry: "afterChange", detail: "" } as const;
    await drawWindow(addresses.newConnection("!!"), {
      add_connection: () => {
        throw new FailedCall(failure);
      },
    });
    await userEvent.click(screen.getByRole("button", { name: "Add" }));
    const field = screen.getByRole("textbox", { name: /^Registry/ });
    await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
  });

  it("says that a secret lasts for the session where there is no keyring", async () => {
    await drawWindow(addresses.newConnection("ghcr.io"), {
      read_about: () => ({
        version: "1",
        platform: "linux",
        home: "/h",
        localRegistry: "local",
        firstRun: false,
        keyring: "absent",
        problems: [],
      }),
    });
    await userEvent.click(screen.getByRole("radio", { name: /^Token/ }));
    expect(screen.getByText(/kept for this session only, never in a file/)).toBeDefined();
  });
});

describe("editing a connection", () => {
  it("leaves a kept secret as it is unless another is typed", async () => {
    const host = await drawWindow(addresses.editConnection("prod"));
    expect(screen.getByLabelText<HTMLInputElement>("Password").value).toBe("");
    expect(screen.getByText(/Leave this empty to keep it/)).toBeDefined();
    await userEvent.click(screen.getByRole("checkbox", { name: /Read-only/ }));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(host.asked.find((each) => each.command === "edit_connection")?.request).toMatchObject({
      id: "prod",
      draft: { readOnly: true, signIn: { type: "password", user: "deploy", password: null } },
    });
  });
});

describe("settings", () => {
  it("are kept as they are changed", async () => {
    const host = await drawWindow(addresses.settings());
    await userEvent.click(await screen.findByRole("button", { name: /Theme/ }));
    await userEvent.click(await screen.findByRole("option", { name: /Dark/ }));
    expect(host.asked.find((each) => each.command === "change_settings")?.request).toEqual({ theme: "dark" });
    await waitFor(() => expect(document.documentElement.dataset["theme"]).toBe("dark"));
    await userEvent.click(screen.getByRole("button", { name: /Undo is possible for/ }));
    await userEvent.click(await screen.findByRole("option", { name: "30 days" }));
    expect(host.asked.findLast((each) => each.command === "change_settings")?.request).toEqual({ undoDays: 30 });
  });

  it("keep a folder when its field is left, and not before", async () => {
    const host = await drawWindow(addresses.settings());
    await userEvent.type(await screen.findByRole("textbox", { name: /Saved manifests/ }), "/tmp/saved");
    expect(host.asked.some((each) => each.command === "change_settings")).toBe(false);
    await userEvent.tab();
    expect(host.asked.find((each) => each.command === "change_settings")?.request).toMatchObject({
      downloadsFolder: "/tmp/saved",
    });
  });

  it("empty the cache of one connection", async () => {
    const host = await drawWindow(addresses.settings());
    await userEvent.click(await screen.findByRole("button", { name: "Empty: Acme production" }));
    expect(host.asked).toContainEqual({ command: "clear_cache", request: { connection: "prod" } });
  });

  it("start the local registry on another port when its own is taken", async () => {
    const host = await drawWindow(addresses.settings(), {
      read_local_registry: () => ({
        connection: "local",
        running: false,
        address: "localhost:5442",
        folder: "/r",
        user: null,
        repositories: 0,
        bytes: 0,
        problem: { code: { type: "conflict" }, hint: { type: "portTaken", port: 5442 }, retry: "afterChange", detail: "" },
      }),
    });
    expect(await screen.findByText("Port 5442 is taken")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Start on another port" }));
    expect(host.asked).toContainEqual({ command: "start_local_registry", request: { anotherPort: true } });
  });

  it("copy the diagnostics", async () => {
    const user = userEvent.setup();
    await drawWindow(addresses.settings());
    await user.click(await screen.findByRole("button", { name: "Copy diagnostics" }));
    expect(await screen.findByText("Diagnostics copied")).toBeDefined();
    expect(await navigator.clipboard.readText()).toContain("Portolan 0.1.0");
  });
});

describe("the welcome", () => {
  const empty = {
    connection: "local",
    running: true,
    address: "localhost:5442",
    folder: "/r",
    user: null,
    repositories: 0,
    bytes: 0,
    problem: null,
  };

  it("offers sample images while the local registry is empty", async () => {
    const host = await drawWindow("/", { read_local_registry: () => empty });
    const offer = await screen.findByRole("region", { name: "Begin with sample images" });
    await userEvent.click(within(offer).getByRole("button", { name: "Make sample images" }));
    expect(host.asked).toContainEqual({ command: "add_samples", request: {} });
  });

  it("adds a registry that Docker or Podman is signed in to", async () => {
    const host = await drawWindow("/");
    await userEvent.click(await screen.findByRole("button", { name: "Add quay.io" }));
    expect(host.asked.find((each) => each.command === "add_connection")?.request).toMatchObject({
      address: "quay.io",
      signIn: { type: "known", source: "podman" },
    });
  });

  it("opens what was bookmarked and opened lately", async () => {
    await drawWindow("/");
    const lately = await screen.findByRole("region", { name: "Opened lately" });
    await userEvent.click(within(lately).getByRole("button", { name: /samples\/compass/ }));
    await waitFor(() =>
      expect(screen.getByRole<HTMLInputElement>("combobox", { name: "Address" }).value).toBe(
        "localhost:5442/samples/compass",
      ),
    );
  });
});
