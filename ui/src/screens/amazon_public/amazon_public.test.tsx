// ECR Public in the window, the publisher's side: the connection, aliases, the gallery page, a new repository.
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import type { FakeHost } from "../../../tests/fake_host";
import { publicAnswers, publicCatalog } from "../../../tests/fake_public";
import { isPublicName, lengthOf, partPlatforms } from "./catalog_form";

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

describe("a connection to the public registry", () => {
  it("signs in as to private ones, and has no regions", async () => {
    const host = await drawWindow(addresses.newConnection());
    await userEvent.click(screen.getByRole("radio", { name: /^ECR Public/ }));
    await userEvent.click(await screen.findByRole("button", { name: /Profile$/ }));
    await userEvent.click(await screen.findByRole("option", { name: "work" }));
    expect(screen.queryByRole("group", { name: "Regions" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Add" }));
    await waitFor(() =>
      expect(lastAsked(host, "add_connection")).toMatchObject({ address: "public.ecr.aws", amazon: { signIn: { type: "profile", name: "work" }, regions: [], registry: null } }),
    );
  });

  it("shows references with the alias", async () => {
    await drawWindow(addresses.repository("public", "tides"), publicAnswers);
    await waitFor(() => expect(screen.getByDisplayValue("public.ecr.aws/harbour/tides")).toBeDefined());
  });
});

describe("aliases", () => {
  it("are listed with their state, and what is waited for can be given up", async () => {
    const host = await drawWindow(addresses.publicRegistry("public"), publicAnswers);
    const table = within(await screen.findByRole("table", { name: "Aliases" }));
    expect(table.getByRole("row", { name: /^harbour/ }).textContent).toContain("primary");
    expect(table.getByRole("row", { name: /^d2109876/ }).textContent).toContain("given by Amazon");
    expect(table.getByRole("row", { name: /^lighthouse/ }).textContent).toContain("pending");
    expect(table.getByRole("row", { name: /^marketplace/ }).textContent).toContain("rejected");
    expect(table.getByRole("button", { name: "Copy the address of harbour" })).toBeDefined();
    await userEvent.click(table.getByRole("button", { name: "Do not wait for sextant any more" }));
    await waitFor(() => expect(lastAsked(host, "await_alias")).toEqual({ connection: "public", alias: "sextant", waits: false }));
  });

  it("are looked at while they are typed, and asked for in the console", async () => {
    const host = await drawWindow(addresses.publicRegistry("public"), publicAnswers);
    const field = await screen.findByRole("textbox", { name: /^Wished alias/ });
    await userEvent.type(field, "nginx");
    await screen.findByText(/^Somebody publishes under it/);
    await userEvent.clear(field);
    await userEvent.type(field, "Tide!");
    await screen.findByText(/is not possible/);
    await userEvent.clear(field);
    await userEvent.type(field, "my-aws-tides");
    await screen.findByText(/Amazon’s own name/);
    await userEvent.click(screen.getByRole("button", { name: "Go on in Amazon’s console…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Ask for the alias my-aws-tides" }));
    expect(dialog.getByRole("button", { name: "Copy the alias" })).toBeDefined();
    await userEvent.click(dialog.getByRole("button", { name: "Open the console and wait for the decision" }));
    await waitFor(() => expect(lastAsked(host, "open_link")).toEqual({ url: "https://console.aws.amazon.com/ecr/registries?region=us-east-1" }));
    expect(lastAsked(host, "await_alias")).toEqual({ connection: "public", alias: "my-aws-tides", waits: true });
  });

  it("are news when Amazon has decided", async () => {
    const told: string[] = [];
    const host = await drawWindow("/", publicAnswers, { notify: (title) => void told.push(title) });
    act(() => host.tell({ type: "aliasChanged", connection: "public", alias: "lighthouse", status: "active" }));
    expect(await screen.findByText("Alias lighthouse: active")).toBeDefined();
    expect(told).toEqual(["Alias lighthouse: active"]);
  });

  it("are told by the window alone where Settings say so", async () => {
    const told: string[] = [];
    const host = await drawWindow(addresses.settings(), publicAnswers, { notify: (title) => void told.push(title) });
    await userEvent.click(await screen.findByRole("switch", { name: "Tell by the system’s notifications too" }));
    await waitFor(() => expect(lastAsked(host, "change_settings")).toMatchObject({ notifications: false }));
    await waitFor(() => expect((screen.getByRole("switch", { name: /^Tell by/ }) as HTMLInputElement).checked).toBe(false));
    act(() => host.tell({ type: "aliasChanged", connection: "public", alias: "lighthouse", status: "active" }));
    expect(await screen.findByText("Alias lighthouse: active")).toBeDefined();
    expect(told).toEqual([]);
  });
});

describe("the gallery page of a repository", () => {
  it("says above its title under which alias it is published", async () => {
    await drawWindow(addresses.repositorySettings("public", "tides"), publicAnswers);
    expect(await screen.findByRole("button", { name: "Go to public.ecr.aws/harbour" })).toBeDefined();
  });

  it("is previewed while it is written, and saved whole", async () => {
    const host = await drawWindow(addresses.repositorySettings("public", "tides"), publicAnswers);
    const about = within(await screen.findByRole("group", { name: "About" }));
    const preview = about.getByRole("region", { name: "Preview of About" });
    await userEvent.type(about.getByRole("textbox"), " More.");
    await waitFor(() => expect(preview.textContent).toContain("More."));
    expect(screen.getByText("The gallery does not filter by: riscv64")).toBeDefined();
    await userEvent.click(screen.getByRole("checkbox", { name: "Windows" }));
    await userEvent.click(screen.getByRole("button", { name: "Save gallery page" }));
    await waitFor(() =>
      expect(lastAsked(host, "set_public_catalog")).toEqual({
        connection: "public",
        repository: "tides",
        catalog: { ...publicCatalog, about: `${publicCatalog.about} More.`, operatingSystems: ["Linux", "Windows"] },
        logo: { type: "keep" },
      }),
    );
  });

  it("refuses a picture that Amazon would refuse, and shows another as cards do", async () => {
    const host = await drawWindow(addresses.repositorySettings("public", "tides"), publicAnswers, { chooseFile: async () => "/pictures/tides.png" });
    const path = await screen.findByRole("textbox", { name: /^Path of a picture/ });
    await userEvent.type(path, "/x.gif");
    expect((await screen.findByText("This is no PNG.")).closest("[role=alert]")).not.toBeNull();
    expect(screen.getByRole("button", { name: "Save gallery page" }).getAttribute("aria-disabled") ?? "").toBe("true");
    await userEvent.click(screen.getByRole("button", { name: "Choose…" }));
    await screen.findByText(/256 × 256 pixels/);
    expect(within(screen.getByRole("group", { name: "As the gallery’s cards show it" })).getByText("Charts tides for harbours of any size.")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Save gallery page" }));
    await waitFor(() => expect(lastAsked(host, "set_public_catalog")).toMatchObject({ logo: { type: "replace", path: "/pictures/tides.png" } }));
  });
});

describe("a new public repository", () => {
  it("has its gallery page in the same form", async () => {
    const host = await drawWindow(addresses.registry("public"), publicAnswers);
    await userEvent.click(await screen.findByRole("button", { name: "New repository" }));
    const dialog = within(await screen.findByRole("dialog", { name: "New public repository" }));
    await userEvent.type(dialog.getByRole("textbox", { name: /^Name/ }), "team/tides");
    await userEvent.type(dialog.getByRole("textbox", { name: /^Description/ }), "Tides");
    await userEvent.click(await dialog.findByRole("checkbox", { name: "ARM 64" }));
    await userEvent.click(dialog.getByRole("button", { name: "Create repository" }));
    await waitFor(() =>
      expect(lastAsked(host, "create_public_repository")).toMatchObject({ connection: "public", name: "team/tides", catalog: { description: "Tides", architectures: ["ARM 64"] }, logo: null }),
    );
  });

  it("is named by Amazon’s grammar", () => {
    for (const good of ["ab", "team/app", "a.b-c_d/e"]) expect(isPublicName(good), good).toBe(true);
    for (const bad of ["a", "A/b", "a--b", "a/", "a..b", "x".repeat(206)]) expect(isPublicName(bad), bad).toBe(false);
  });
});

describe("a public repository in the list", () => {
  it("is deleted itself, after its name was typed and what is lost was said", async () => {
    const row = { name: "tides", pinned: false, bookmarked: false, marks: [], tags: 3, images: null, bytes: null, resourceTags: [], lastSeen: Date.now(), gone: false };
    const host = await drawWindow(addresses.registry("public"), {
      ...publicAnswers,
      list_repositories: ({ offset }) => ({ total: 1, all: 1, offset, rows: [row], marks: [], catalog: "yes", observedAt: Date.now(), refreshing: false, problem: null }),
    });
    const grid = await screen.findByRole("grid");
    await within(grid).findByRole("row", { name: /tides/ });
    grid.focus();
    await userEvent.keyboard("{Home}{Delete}");
    const dialog = within(await screen.findByRole("alertdialog", { name: "Delete tides?" }));
    expect(dialog.getByText(/its page in the gallery are lost/)).toBeDefined();
    await userEvent.type(dialog.getByRole("textbox"), "tides");
    await userEvent.click(dialog.getByRole("button", { name: "Delete repository" }));
    await waitFor(() => expect(lastAsked(host, "delete_public_repository")).toEqual({ connection: "public", repository: "tides", typed: "tides" }));
  });
});

describe("what is written", () => {
  it("is counted in characters, and platforms are parted by what the gallery finds", () => {
    expect(lengthOf("⚓ab")).toBe(3);
    expect(partPlatforms(["x86", "riscv64"], ["x86"])).toEqual({ found: ["x86"], others: ["riscv64"] });
  });
});
