// The window as a browser: tabs, address box, sidebar, commands, news.
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { ActivityDeed } from "~/bridge/generated/contract";
import { FailedCall } from "~/bridge/host";
import { addresses } from "~/places/addresses";
import { activities } from "../../tests/fake_content";
import { drawWindow } from "../../tests/draw_window";

const repository = addresses.repository("local", "team/app");
const box = (): HTMLInputElement => screen.getByRole("combobox", { name: "Address" });
const tabNames = (): (string | null)[] => screen.getAllByRole("tab").map((tab) => tab.textContent);
const headings = async (name: string | RegExp): Promise<HTMLElement> =>
  screen.findByRole("heading", { level: 1, name });

describe("the window", () => {
  it("has the landmarks that a screen reader goes by, and says which place was opened", async () => {
    await drawWindow(repository);
    for (const role of ["banner", "main"]) expect(screen.getByRole(role)).toBeDefined();
    expect(screen.getByRole("navigation", { name: "Sidebar" })).toBeDefined();
    expect(screen.getByText("team/app was opened")).toBeDefined();
    expect(document.title).toBe("team/app – Portolan");
  });

  it("remembers its tabs", async () => {
    const host = await drawWindow(repository);
    await userEvent.keyboard("{Control>}t{/Control}");
    const keptTabs = (): unknown =>
      host.asked.findLast((each) => each.command === "keep_window_state" && JSON.stringify(each.request).includes("tabs"));
    await waitFor(() => expect(keptTabs()).toMatchObject({ request: { key: "tabs" } }));
    await waitFor(
      () =>
        expect(keptTabs()).toMatchObject({
          request: { value: JSON.stringify({ addresses: [repository, "/"], front: 1 }) },
        }),

    );
  });
});

describe("the address box", () => {
  it("shows the reference of what is open", async () => {
    await drawWindow(addresses.image("prod", "platform/api", "1.27.0"));
    await waitFor(() => expect(box().value).toBe("registry.acme.example/platform/api:1.27.0"));
  });

  it("takes the focus from anywhere and opens what is typed", async () => {
    await drawWindow();
    await userEvent.keyboard("{Control>}l{/Control}");
    expect(document.activeElement).toBe(box());
    await userEvent.clear(box());
    await userEvent.type(box(), "localhost:5442/team/app{Enter}");
    await waitFor(() => expect(box().value).toBe("localhost:5442/team/app"));
    expect(tabNames()).toEqual(["team/app"]);
  });

  it("keeps what it showed while it has the focus, so that a place that opens late undoes no selection", async () => {
    const host = await drawWindow(repository);
    await userEvent.keyboard("{Control>}l{/Control}");
    act(() => host.tell({ type: "connectionsChanged" }));
    expect(box().selectionEnd).toBe(box().value.length);
    await userEvent.keyboard("{Escape}");
    expect(document.activeElement).not.toBe(box());
  });

  it("hands the focus to the list that it opened, so that the arrows work at once", async () => {
    await drawWindow();
    await userEvent.keyboard("{Control>}l{/Control}");
    await userEvent.type(box(), "localhost:5442/team/app{Enter}");
    const grid = await screen.findByRole("grid", { name: /team\/app/ });
    await waitFor(() => expect(document.activeElement).toBe(grid));
  });

  it("finds a command however its accents are typed", async () => {
    await drawWindow();
    await userEvent.keyboard("{Control>}{Shift>}P{/Shift}{/Control}");
    await userEvent.type(box(), "frénch");
    expect(await screen.findByRole("option", { name: /French/ })).toBeDefined();
  });

  it("offers what was seen while words are typed, and opens an offer with the arrows", async () => {
    await drawWindow();
    await userEvent.click(box());
    await userEvent.type(box(), "ledger");
    const offer = await screen.findByRole("option", { name: /platform\/ledger/ });
    expect(offer).toBeDefined();
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(box().value).toBe("registry.acme.example/platform/ledger"));
  });

  it("opens in a new tab with Alt+Enter", async () => {
    await drawWindow(repository);
    await userEvent.click(box());
    await userEvent.clear(box());
    await userEvent.type(box(), "localhost:5442/samples/atlas{Alt>}{Enter}{/Alt}");
    await waitFor(() => expect(tabNames()).toEqual(["team/app", "samples/atlas"]));
  });

  it("searches the gallery for words", async () => {
    await drawWindow();
    await userEvent.click(box());
    await userEvent.type(box(), "nosuchthing");
    expect(await screen.findByRole("option", { name: /Search the gallery for “nosuchthing”/ })).toBeDefined();
    await userEvent.keyboard("{Enter}");
    const gallery = await screen.findByRole<HTMLInputElement>("combobox", { name: "Search the gallery" });
    expect(gallery.value).toBe("nosuchthing");
    expect(await screen.findByRole("heading", { name: "Nothing is called “nosuchthing”" })).toBeDefined();
  });

  it("begins a new connection for a registry nobody has connected", async () => {
    await drawWindow();
    await userEvent.click(box());
    await userEvent.type(box(), "quay.example.com/team/app:1{Enter}");
    expect(await screen.findByRole("tab", { name: "New connection" })).toBeDefined();
  });

  it("runs a command after >, from the one list", async () => {
    await drawWindow();
    await userEvent.keyboard("{Control>}{Shift>}P{/Shift}{/Control}");
    expect(await screen.findByRole("option", { name: /New tab/ })).toBeDefined();
    await userEvent.type(box(), "sett");
    await userEvent.keyboard("{Enter}");
    await headings("Settings");
    expect(box().value).toBe("portolan:settings");
  });

  it("gives back what was there with Escape", async () => {
    await drawWindow(repository);
    await userEvent.click(box());
    await userEvent.type(box(), "xyz{Escape}");
    await waitFor(() => expect(box().value).toBe("localhost:5442/team/app"));
  });
});

describe("F6", () => {
  it("goes round the parts of the window, and Shift+F6 back", async () => {
    await drawWindow(addresses.connections());
    await userEvent.click(within(await screen.findByRole("grid")).getByText("Lab"));
    box().focus();
    const stops: (string | null)[] = [];
    for (let press = 0; press < 4; press += 1) {
      await userEvent.keyboard("{F6}");
      stops.push(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? null);
    }
    expect(stops).toEqual(["Places", "Connections", "Open", "Address"]);
    await userEvent.keyboard("{Shift>}{F6}{/Shift}");
    expect(document.activeElement?.textContent).toBe("Open");
  });
});

describe("tabs", () => {
  it("are opened, moved, closed and reopened by keyboard", async () => {
    await drawWindow(repository);
    await userEvent.keyboard("{Control>}t{/Control}");
    await waitFor(() => expect(tabNames()).toEqual(["team/app", "Welcome"]));
    expect(document.activeElement).toBe(box());
    screen.getByRole("tab", { name: "Welcome" }).focus();
    await userEvent.keyboard("{Control>}{Shift>}{PageUp}{/Shift}{/Control}");
    expect(tabNames()).toEqual(["Welcome", "team/app"]);
    await userEvent.keyboard("{Control>}w{/Control}");
    expect(tabNames()).toEqual(["team/app"]);
    await userEvent.keyboard("{Control>}{Shift>}T{/Shift}{/Control}");
    await waitFor(() => expect(tabNames()).toEqual(["team/app", "Welcome"]));
  });

  it("have histories of their own", async () => {
    await drawWindow(repository);
    await userEvent.keyboard("{Control>},{/Control}");
    await headings("Settings");
    await userEvent.keyboard("{Control>}t{/Control}");
    expect(screen.getByRole("button", { name: "Back" }).hasAttribute("disabled")).toBe(true);
    await userEvent.click(screen.getByRole("tab", { name: "Settings" }));
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    await headings("team/app");
    await userEvent.keyboard("{Alt>}{ArrowRight}{/Alt}");
    await headings("Settings");
  });

  it("leave a home behind when the last one is closed", async () => {
    await drawWindow(repository);
    await userEvent.click(screen.getByRole("button", { name: "Close team/app" }));
    await waitFor(() => expect(tabNames()).toEqual(["Welcome"]));
  });

  it("have a menu by keyboard", async () => {
    await drawWindow(repository);
    screen.getByRole("tab", { name: "team/app" }).focus();
    await userEvent.keyboard("{Shift>}{F10}{/Shift}");
    await userEvent.click(await screen.findByRole("menuitem", { name: "Duplicate tab" }));
    await waitFor(() => expect(tabNames()).toEqual(["team/app", "team/app"]));
  });
});

describe("the sidebar", () => {
  it("opens a repository by arrows, loading each branch as it is opened", async () => {
    const host = await drawWindow();
    const tree = screen.getByRole("tree", { name: "Places" });
    tree.focus();
    await userEvent.keyboard("Local{ArrowRight}");
    await screen.findByRole("treeitem", { name: "team" });
    await userEvent.keyboard("team{ArrowRight}");
    await screen.findByRole("treeitem", { name: "huge" });
    expect(host.asked.filter((each) => each.command === "list_branches")).toHaveLength(2);
    await userEvent.keyboard("huge{Enter}");
    await waitFor(() => expect(box().value).toBe("localhost:5442/team/huge"));
    expect(screen.getByRole("treeitem", { name: "huge" }).getAttribute("aria-current")).toBe("page");
  });

  it("moves a connection by its menu", async () => {
    const host = await drawWindow();
    const item = screen.getByRole("treeitem", { name: "Acme production" });
    await userEvent.pointer({ keys: "[MouseRight]", target: item });
    await userEvent.click(await screen.findByRole("menuitem", { name: "Move up" }));
    const reordered = host.asked.find((each) => each.command === "reorder_connections");
    expect(reordered?.request).toEqual({ ids: ["prod", "local", "ghcr", "lab"] });
  });
});

describe("bookmarks and history", () => {
  it("are added and removed by the star", async () => {
    const host = await drawWindow(repository);
    await userEvent.click(await screen.findByRole("button", { name: "Add bookmark" }));
    expect(await screen.findByRole("button", { name: "Remove bookmark", pressed: true })).toBeDefined();
    const added = host.asked.find((each) => each.command === "add_bookmark");
    expect(added?.request).toEqual({ title: "team/app", address: "localhost:5442/team/app" });
  });

  it("say why one could not be kept", async () => {
    const hint = { type: "diskFull", path: "/home/ada/portolan.db" } as const;
    await drawWindow(repository, {
      add_bookmark: () => {
        throw new FailedCall({ code: { type: "unexpected" }, hint, retry: "yes", detail: "" });
      },
    });
    await userEvent.click(await screen.findByRole("button", { name: "Add bookmark" }));
    expect(await screen.findByText("The disk is full")).toBeDefined();
    expect(screen.getByText(/There is no room left at \/home\/ada\/portolan.db/)).toBeDefined();
  });

  it("are renamed and moved by their menu", async () => {
    const host = await drawWindow();
    await userEvent.pointer({ keys: "[MouseRight]", target: await screen.findByRole("treeitem", { name: "compass" }) });
    await userEvent.click(await screen.findByRole("menuitem", { name: "Move down" }));
    expect(host.asked).toContainEqual({ command: "edit_bookmark", request: { id: "b1", title: "compass", position: 1 } });
    await userEvent.pointer({ keys: "[MouseRight]", target: await screen.findByRole("treeitem", { name: "compass" }) });
    await userEvent.click(await screen.findByRole("menuitem", { name: "Rename…" }));
    const field = await screen.findByRole("textbox", { name: "Name of the bookmark" });
    await userEvent.clear(field);
    await userEvent.type(field, "sixty releases{Enter}");
    expect(await screen.findByRole("treeitem", { name: "sixty releases" })).toBeDefined();
  });

  it("records no place whose connection has no name", async () => {
    const host = await drawWindow(addresses.registry("just-made"));
    expect(await headings(/.+/)).toBeDefined();
    expect(host.asked.some((each) => each.command === "record_visit")).toBe(false);
  });

  it("records what was opened and opens it again", async () => {
    const host = await drawWindow(repository);
    await waitFor(() =>
      expect(host.asked).toContainEqual({
        command: "record_visit",
        request: { title: "team/app", address: "localhost:5442/team/app" },
      }),
    );
    await userEvent.click(screen.getByRole("button", { name: "History" }));
    expect(await screen.findByRole("menuitem", { name: /team\/app/ })).toBeDefined();
    await userEvent.click(await screen.findByRole("menuitem", { name: /samples\/compass/ }));
    await waitFor(() => expect(box().value).toBe("localhost:5442/samples/compass"));
  });
});

describe("news", () => {
  it("of a change comes with the button that takes it back", async () => {
    const host = await drawWindow();
    act(() => host.tell({ type: "jobEnded", job: "a6", failure: null }));
    expect(await screen.findByText("3 tags removed from team/app")).toBeDefined();
    expect(screen.getByRole("button", { name: "Undo" })).toBeDefined();
  });

  it("of a change goes when the change was taken back", async () => {
    const taken: ActivityDeed = { type: "undo", of: "a6", change: { type: "removeTags", repository: "team/app", tags: ["1"] } };
    const host = await drawWindow("/", {
      read_activity: (id) => {
        const found = activities.find((each) => each.id === (id === "u6" ? "a6" : id));
        if (!found) throw new Error(id);
        return { activity: id === "u6" ? { ...found, id, deed: taken, undo: null } : found, items: [], failure: null };
      },
    });
    act(() => host.tell({ type: "jobEnded", job: "a6", failure: null }));
    await screen.findByText("3 tags removed from team/app");
    act(() => host.tell({ type: "jobEnded", job: "u6", failure: null }));
    await screen.findByText("Undone in team/app");
    expect(screen.queryByText("3 tags removed from team/app")).toBeNull();
  });

  it("of a change that stopped half-way is an alert that leads to Activity", async () => {
    const host = await drawWindow();
    act(() => host.tell({ type: "jobEnded", job: "a5", failure: null }));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("5 of 9 done in platform/api");
    expect(alert.textContent).toMatch(/permission|allow/i);
    await userEvent.click(within(alert).getByRole("button", { name: "Show" }));
    await headings("Activity");
  });

  it("of the sample images leads to where they are", async () => {
    const job = { connection: null, repository: null, doneItems: 1, totalItems: 9, doneBytes: 0, totalBytes: null };
    const host = await drawWindow();
    act(() => host.tell({ type: "jobProgress", job: { ...job, id: "a0", kind: "samples", rate: 1, secondsLeft: null } }));
    await screen.findByRole("progressbar", { name: "Making sample images" });
    act(() => host.tell({ type: "jobEnded", job: "a0", failure: null }));
    await screen.findByText("The sample images are in the local registry");
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    await headings("Local registry");
  });

  it("shows what is under way, and stops it when asked", async () => {
    const host = await drawWindow();
    const bar = await screen.findByRole("progressbar", { name: "Changing team/huge" });
    expect(bar.getAttribute("aria-valuenow")).toBe("28");
    await userEvent.click(screen.getByRole("button", { name: "Cancel Changing team/huge" }));
    expect(host.asked).toContainEqual({ command: "cancel_job", request: "a7" });
    await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
  });
});

describe("language, help and failure", () => {
  it("speaks French once it is chosen", async () => {
    await drawWindow();
    await userEvent.keyboard("{Control>}{Shift>}P{/Shift}{/Control}");
    await userEvent.type(box(), "French{Enter}");
    expect(await screen.findByRole("combobox", { name: "Adresse" })).toBeDefined();
    expect(document.documentElement.lang).toBe("fr");
  });

  it("lists every shortcut on ?, but not while a name is typed", async () => {
    await drawWindow();
    box().focus();
    await userEvent.keyboard("?");
    expect(screen.queryByRole("dialog")).toBeNull();
    screen.getByRole("tree").focus();
    await userEvent.keyboard("?");
    const dialog = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
    expect(within(dialog).getByText("Ctrl+T")).toBeDefined();
  });

  it("says why it cannot start, and tries again", async () => {
    let isBroken = true;
    const failure = { code: { type: "unexpected" }, hint: { type: "databaseNewer", found: 9, known: 3 }, retry: "yes", detail: "" } as const;
    const settings = vi.fn();
    const { makeFakeHost } = await import("../../tests/fake_host");
    const { render } = await import("@testing-library/react");
    const { App } = await import("~/App");
    const plain = makeFakeHost();
    const host = makeFakeHost({
      read_settings: () => {
        settings();
        if (isBroken) throw new FailedCall(failure);
        return plain.call("read_settings", {});
      },
    });
    render(<App host={host} />);
    expect((await screen.findByRole("alert")).textContent).toContain("A newer Portolan has used this folder");
    isBroken = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("main")).toBeDefined();
    expect(settings).toHaveBeenCalledTimes(2);
  });
});

describe("ways up", () => {
  it("lead from an image to its repository and on to its registry, by key and by press", async () => {
    await drawWindow(addresses.image("local", "team/app", "1.4.2"));
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await waitFor(() => expect(box().value).toBe("localhost:5442/team/app"));
    await userEvent.click(await screen.findByRole("button", { name: "Go to localhost:5442" }));
    await waitFor(() => expect(box().value).toBe("localhost:5442"));
  });

  it("are marked in the sidebar while the branch is closed", async () => {
    await drawWindow(repository);
    const item = await screen.findByRole("treeitem", { name: /Local registry/ });
    expect(item.getAttribute("aria-selected")).toBe("true");
  });
});

describe("a screen that could not be drawn", () => {
  it("says whose fault that is, and leads on", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    await drawWindow(addresses.activity(), { list_activities: () => ({ total: 1, offset: 0, rows: [{}] }) as never });
    expect((await screen.findByRole("alert")).textContent).toContain("This screen could not be drawn");
    await userEvent.click(screen.getByRole("button", { name: "Go to the start" }));
    await headings("Portolan");
  });
});

describe("a narrow window", () => {
  it("keeps the inspector away until it is asked for", async () => {
    const wide = window.matchMedia("(max-width: 1px)");
    vi.spyOn(window, "matchMedia").mockImplementation((media) => ({ ...wide, media, matches: media.startsWith("(max-width") }));
    await drawWindow(repository);
    await screen.findByRole("grid", { name: /team\/app/ });
    expect(screen.queryByRole("complementary", { name: "Inspector" })).toBeNull();
    await userEvent.keyboard("{Control>}i{/Control}");
    expect(await screen.findByRole("complementary", { name: "Inspector" })).toBeDefined();
  });
});
