// Whole repositories, made and deleted where the registry does that, and what is offered where it does not.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Connection, RepositoryCreation, RepositoryRow } from "~/bridge/generated/contract";
import { FailedCall } from "~/bridge/host";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { allYes, connections, failure, now } from "../../../tests/fake_content";
import type { Answers, FakeHost } from "../../../tests/fake_host";

const row: RepositoryRow = { name: "me/app", pinned: false, bookmarked: false, tags: 3, images: null, bytes: null, resourceTags: [], lastSeen: now, gone: false, marks: [] };

/** On a connection whose registry deletes nothing by its digest, unless it is changed. */
const draw = (change: Partial<Connection>, answers: Partial<Answers> = {}): Promise<FakeHost> =>
  drawWindow(addresses.registry("prod"), {
    list_connections: () => connections.map((each) => (each.id === "prod" ? { ...each, ...change } : each)),
    list_repositories: ({ offset }) => ({ total: 1, all: 1, offset, rows: [row], catalog: "yes", observedAt: now, refreshing: false, problem: null, marks: [] }),
    ...answers,
  });

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

async function select(): Promise<HTMLElement> {
  const grid = await screen.findByRole("grid");
  await within(grid).findByRole("row", { name: /me\/app/ });
  grid.focus();
  await userEvent.keyboard("{Home}");
  return grid;
}

async function openMenu(): Promise<HTMLElement> {
  const grid = await select();
  await userEvent.pointer({ keys: "[MouseRight]", target: within(grid).getByRole("row", { name: /me\/app/ }) });
  return screen.findByRole("menu");
}

const makes = (creates: RepositoryCreation | null, deletes: boolean): Pick<Connection, "repositories"> => ({ repositories: { creates, deletes } });

describe("whole repositories", () => {
  it("go where nothing goes by its digest, after what goes with them was counted and the name typed", async () => {
    const host = await draw({ kind: "dockerHub", ...makes("repository", true) });
    await select();
    await userEvent.keyboard("{Delete}");
    const dialog = within(await screen.findByRole("alertdialog", { name: "Delete me/app?" }));
    expect(await dialog.findByText(/4 images go with it\. 7 tags go with it\./)).toBeDefined();
    expect(dialog.getByText("The registry cannot bring it back, and Portolan keeps nothing of it.")).toBeDefined();
    await userEvent.type(dialog.getByRole("textbox"), "me/ap");
    await userEvent.keyboard("{Enter}");
    expect(lastAsked(host, "delete_repository")).toBeUndefined();
    await userEvent.keyboard("p{Enter}");
    const of = { connection: "prod", repository: "me/app" };
    await waitFor(() => expect(lastAsked(host, "delete_repository")).toEqual({ shown: { of, images: 4, tags: 7, more: false, restorableDays: null }, typed: "me/app" }));
    expect(host.asked.some((each) => each.command === "preview_change")).toBe(false);
  });

  it("are counted anew when they hold something else by then, and stay", async () => {
    let count = 4;
    await draw(
      { kind: "dockerHub", ...makes("repository", true) },
      {
        preview_repository_deletion: (of) => ({ of, images: count, tags: count, more: false, restorableDays: null }),
        delete_repository: () => {
          count = 5;
          throw new FailedCall(failure({ code: { type: "conflict" }, hint: { type: "registryChanged", what: ["me/app"] }, retry: "no" }));
        },
      },
    );
    await select();
    await userEvent.keyboard("{Delete}");
    const dialog = within(await screen.findByRole("alertdialog"));
    await dialog.findByText(/4 images go/);
    await userEvent.type(dialog.getByRole("textbox"), "me/app{Enter}");
    expect(await dialog.findByText(/5 images go/)).toBeDefined();
  });

  it("are another thing than what is in them where that can be undone, and say for how long they come back", async () => {
    const host = await draw(
      { kind: "github", capabilities: allYes, ...makes(null, true) },
      { preview_repository_deletion: (of) => ({ of, images: null, tags: 1, more: true, restorableDays: 30 }) },
    );
    const menu = within(await openMenu());
    await userEvent.click(menu.getByRole("menuitem", { name: "Delete the repository itself…" }));
    const dialog = within(await screen.findByRole("alertdialog"));
    expect(await dialog.findByText(/1 tag goes with it\. There are more than were counted\./)).toBeDefined();
    expect(dialog.getByText("The registry can bring it back for 30 days, from Activity.")).toBeDefined();
    expect(screen.queryByRole("button", { name: "New repository" })).toBeNull();
    expect(host.asked.some((each) => each.command === "delete_repository")).toBe(false);
  });

  it("are neither made nor deleted where the registry does not, and the reason is said", async () => {
    await draw({});
    const menu = within(await openMenu());
    expect(menu.queryByRole("menuitem", { name: "Delete the repository itself…" })).toBeNull();
    const entry = menu.getByRole("menuitem", { name: /^Delete repository…/ });
    expect(entry.getAttribute("aria-disabled")).toBe("true");
    expect(entry.getAttribute("title") ?? entry.textContent).toContain("Deletion is switched off on this registry. Whoever runs it can allow deletion with REGISTRY_STORAGE_DELETE_ENABLED.");
    expect(screen.queryByRole("button", { name: /^New (repository|project)/ })).toBeNull();
  });

  it("are made with their namespace, private unless the person says otherwise", async () => {
    const host = await draw({ kind: "quay", ...makes("repository", true) });
    await userEvent.click(await screen.findByRole("button", { name: "New repository" }));
    const dialog = within(await screen.findByRole("dialog", { name: "New repository" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "Name" }), "app{Enter}");
    expect(lastAsked(host, "create_repository")).toBeUndefined();
    await userEvent.clear(dialog.getByRole("textbox", { name: "Name" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "Name" }), "team/new");
    await userEvent.click(dialog.getByRole("button", { name: "Create" }));
    await waitFor(() => expect(lastAsked(host, "create_repository")).toEqual({ connection: "prod", name: "team/new", description: null, private: true }));
  });

  it("are projects on Harbor, whose names have no slash", async () => {
    const host = await draw({ kind: "harbor", ...makes("project", true) });
    await userEvent.click(await screen.findByRole("button", { name: "New project" }));
    const dialog = within(await screen.findByRole("dialog", { name: "New project" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "Name" }), "team/app");
    expect(dialog.getByText(/and no slash/)).toBeDefined();
    await userEvent.clear(dialog.getByRole("textbox", { name: "Name" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "Name" }), "team{Enter}");
    await waitFor(() => expect(lastAsked(host, "create_repository")).toMatchObject({ name: "team", private: true }));
  });
});
