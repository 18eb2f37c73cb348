// The repositories of a connection: list, tree, names for registries without a catalog, and the local registry.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import type { Answers, FakeHost } from "../../../tests/fake_host";

const draw = (connection: string, change: Partial<Answers> = {}): Promise<FakeHost> => drawWindow(addresses.registry(connection), change);
const rowOf = (name: RegExp): Promise<HTMLElement> => screen.findByRole("row", { name });
const inspector = (): HTMLElement => screen.getByRole("complementary", { name: "Inspector" });
const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;
const nothing: Answers["list_repositories"] = ({ offset }) => ({
  total: 0,
  all: 0,
  offset,
  rows: [],
  marks: [],
  catalog: "yes",
  observedAt: Date.now(),
  refreshing: false,
  problem: null,
});

describe("the repositories of a registry", () => {
  it("are filtered as one types, and opened with Enter", async () => {
    const host = await draw("prod");
    expect(await screen.findByText("260 repositories")).toBeDefined();
    await userEvent.type(screen.getByRole("searchbox", { name: "Filter repositories" }), "ledger");
    expect(await screen.findByText("2 of 260 repositories")).toBeDefined();
    expect(lastAsked(host, "list_repositories")).toMatchObject({ filter: "ledger", offset: 0 });
    await userEvent.keyboard("{Enter}{Home}{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "platform/ledger" })).toBeDefined();
  });

  it("are sorted by what a press on a column's head asks for, and show what Amazon tells of them", async () => {
    const tagged = { key: "team", value: "payments" };
    const host = await draw("prod", {
      list_repositories: ({ offset }) => ({
        total: 1,
        all: 1,
        offset,
        rows: [{ name: "eu-west-1/api", pinned: false, bookmarked: false, marks: [], tags: 3, images: 12, bytes: 9_000_000, resourceTags: [tagged], lastSeen: null, gone: false }],
        marks: [],
        catalog: "yes",
        observedAt: Date.now(),
        refreshing: false,
        problem: null,
      }),
    });
    const row = await rowOf(/eu-west-1\/api/);
    expect(within(row).getByText("team=payments")).toBeDefined();
    expect(within(row).getByText("12")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Images" }));
    await waitFor(() => expect(lastAsked(host, "list_repositories")).toMatchObject({ sort: { column: "images", descending: false } }));
    await userEvent.click(screen.getByRole("button", { name: "Images" }));
    await waitFor(() => expect(lastAsked(host, "list_repositories")).toMatchObject({ sort: { column: "images", descending: true } }));
  });

  it("are found by typing on the list", async () => {
    await draw("local");
    await rowOf(/compass/);
    screen.getByRole("grid").focus();
    await userEvent.keyboard("wre");
    expect((await rowOf(/wreck/)).getAttribute("aria-selected")).toBe("true");
  });

  it("are a tree by path, too", async () => {
    await draw("prod");
    await userEvent.click(await screen.findByRole("button", { name: "Tree" }));
    const tree = await screen.findByRole("tree", { name: "Repositories of Acme production" });
    expect(await within(tree).findByRole("treeitem", { name: "tenants" })).toBeDefined();
    tree.focus();
    await userEvent.keyboard("{ArrowRight}");
    await waitFor(() => expect(within(tree).getByRole("treeitem", { name: "billing" })).toBeDefined());
  });

  it("show in the inspector how to push, and can be pinned, unpinned and deleted", async () => {
    const host = await draw("local");
    await userEvent.click(await rowOf(/compass/));
    const command = await within(inspector()).findByLabelText("Command for Docker");
    expect(command.textContent).toContain("docker push localhost:5442/samples/compass:TAG");
    await userEvent.click(within(inspector()).getByRole("button", { name: "Unpin" }));
    expect(lastAsked(host, "unpin_repository")).toEqual({ connection: "local", repository: "samples/compass" });
    await userEvent.click(await rowOf(/compass/));
    await userEvent.keyboard("{Delete}");
    await waitFor(() =>
      expect(lastAsked(host, "preview_change")).toMatchObject({ change: { type: "deleteRepository", repository: "samples/compass" } }),
    );
  });

  it("cannot be deleted where the registry does not delete, which is said", async () => {
    await draw("prod");
    await userEvent.click(await rowOf(/platform\/ ?api/));
    const button = within(inspector()).getByRole("button", { name: "Delete repository…" });
    expect(button.getAttribute("aria-disabled")).toBe("true");
  });
});

describe("a registry", () => {
  it("tells what it can do and what is not known yet", async () => {
    await draw("prod");
    expect(await within(inspector()).findByText("What the registry can do")).toBeDefined();
    expect(within(inspector()).getAllByText("not known yet").length).toBe(3);
    expect(within(inspector()).getByText(/REGISTRY_STORAGE_DELETE_ENABLED/)).toBeDefined();
  });

  it("without a catalog takes repositories by name", async () => {
    const host = await draw("ghcr");
    expect(await screen.findByText(/This registry offers no catalog/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Pin a repository…" }));
    const field = await screen.findByRole("textbox", { name: "Name of the repository" });
    await userEvent.type(field, "Acme/Tool{Enter}");
    expect(lastAsked(host, "pin_repository")).toBeUndefined();
    await userEvent.clear(field);
    await userEvent.type(field, "acme/tool{Enter}");
    await waitFor(() => expect(lastAsked(host, "pin_repository")).toEqual({ connection: "ghcr", repository: "acme/tool" }));
  });

  it("shows for every program how to push to a new repository", async () => {
    await draw("local");
    await userEvent.click(await screen.findByRole("button", { name: "Push to a new repository" }));
    const dialog = await screen.findByRole("dialog", { name: "Push to a new repository" });
    for (const name of ["Docker", "Podman", "skopeo"]) expect(await within(dialog).findByRole("heading", { name })).toBeDefined();
  });
});

describe("the local registry", () => {
  it("offers sample images while it is empty", async () => {
    const host = await draw("local", { list_repositories: nothing });
    await userEvent.click(await screen.findByRole("button", { name: "Add sample images" }));
    expect(lastAsked(host, "add_samples")).toEqual({});
  });

  it("shows what freeing space would remove and spares before it does", async () => {
    const host = await draw("local");
    await userEvent.click(await within(inspector()).findByRole("button", { name: "Free space…" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Free space" });
    expect(await within(dialog).findByText("482 MB in 118 blobs and 31 manifests would be freed.")).toBeDefined();
    expect(within(dialog).getByText("61 MB stay because undo may still need them.")).toBeDefined();
    expect(lastAsked(host, "free_space")).toBeUndefined();
    await userEvent.click(within(dialog).getByRole("button", { name: "Free 482 MB" }));
    await waitFor(() => expect(lastAsked(host, "free_space")).toEqual({ plan: "free" }));
  });

  it("takes a password that is not shown", async () => {
    const host = await draw("local");
    await userEvent.click(await within(inspector()).findByRole("button", { name: "Password…" }));
    await userEvent.type(await screen.findByRole("textbox", { name: "User" }), "ada");
    const password = screen.getByLabelText("Password");
    expect(password.getAttribute("type")).toBe("password");
    await userEvent.type(password, "lighthouse{Enter}");
    await waitFor(() => expect(lastAsked(host, "protect_local_registry")).toEqual({ user: "ada", password: "lighthouse" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(document.body.textContent).not.toContain("lighthouse{");
  });
});
