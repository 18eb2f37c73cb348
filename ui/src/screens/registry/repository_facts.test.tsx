// What a vendor says of a repository is drawn from what there is, and its description is written; how one
// signs in is said for the hosts that are known; a second factor is asked for.
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { RepositoryFacts, SignInQuestion } from "~/bridge/generated/contract";
import { MessagesProvider } from "~/messages/Messages";
import { SignInHelp } from "~/parts/SignInHelp";
import { kindOfTyped } from "~/parts/vendor_words";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { connections, now } from "../../../tests/fake_content";

const row = { name: "team/app", pinned: false, bookmarked: false, marks: [], tags: 3, images: null, bytes: null, resourceTags: [], lastSeen: now, gone: false };

const silent: RepositoryFacts = {
  description: null,
  longDescription: null,
  editable: true,
  visibility: null,
  stars: null,
  starred: null,
  bookmarked: null,
  pulls: null,
  created: null,
  updated: null,
  size: null,
  space: null,
  project: null,
  owner: null,
  webPage: null,
  immutableTags: null,
  said: [],
};

describe("what a vendor says of a repository", () => {
  const draw = async (facts: RepositoryFacts | null): ReturnType<typeof drawWindow> => {
    const host = await drawWindow(addresses.registry("local"), {
      list_repositories: ({ offset }) => ({ total: 1, all: 1, offset, rows: [row], marks: [], catalog: "yes", observedAt: now, refreshing: false, problem: null }),
      read_repository_facts: () => ({ facts }),
    });
    await userEvent.click(await screen.findByRole("row", { name: /team\/app/ }));
    return host;
  };

  it("is what it says and nothing else, and the description is written whole", async () => {
    const host = await draw({ ...silent, description: "For everybody", pulls: 3456, immutableTags: true, said: [{ about: "state", text: "archived" }] });
    const facts = within(await screen.findByRole("region", { name: "What the registry says" }));
    for (const words of ["For everybody", "3,456", "No: they are immutable", "archived"]) expect(facts.getByText(words)).toBeDefined();
    expect(facts.queryByText("Stars")).toBeNull();
    await userEvent.click(facts.getByRole("button", { name: "Edit the description…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Edit the description…" }));
    await userEvent.clear(dialog.getByRole("textbox", { name: "In a line" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "In a line" }), "For me");
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(host.asked.findLast((each) => each.command === "set_description")?.request).toEqual({ of: { connection: "local", repository: "team/app" }, short: "For me", long: "" }),
    );
  });

  it("has the person's own marks where the registry keeps them, and narrows the list by them", async () => {
    const host = await drawWindow(addresses.registry("local"), {
      list_repositories: ({ offset }) => ({ total: 1, all: 2, offset, rows: [{ ...row, marks: ["star"] }], marks: ["star", "bookmark"], catalog: "yes", observedAt: now, refreshing: false, problem: null }),
      read_repository_facts: () => ({ facts: { ...silent, starred: true, bookmarked: false } }),
    });
    await userEvent.click(await screen.findByRole("row", { name: /team\/app/ }));
    const facts = within(await screen.findByRole("region", { name: "What the registry says" }));
    expect(facts.getByRole("button", { name: "Starred" }).getAttribute("aria-pressed")).toBe("true");
    await userEvent.click(facts.getByRole("button", { name: "Bookmarked at the registry" }));
    const of = { connection: "local", repository: "team/app" };
    await waitFor(() => expect(host.asked).toContainEqual({ command: "set_mark", request: { of, mark: "bookmark", on: true } }));
    await userEvent.click(screen.getByRole("button", { name: /Show/ }));
    await userEvent.click(await screen.findByRole("option", { name: "Starred" }));
    await waitFor(() => expect(host.asked.findLast((each) => each.command === "list_repositories")?.request).toMatchObject({ marked: "star" }));
  });

  it("is not there where it says nothing", async () => {
    await draw(null);
    await screen.findByRole("heading", { name: "team/app" });
    expect(screen.queryByRole("region", { name: "What the registry says" })).toBeNull();
  });
});

describe("a registry's own search", () => {
  it("finds what is in no list, and opens it", async () => {
    const found = { name: "others/tool", description: "A tool", public: false, stars: 7 };
    const host = await drawWindow(`${addresses.registry("prod")}?filter=tool`, {
      list_connections: () => connections.map((each) => (each.id === "prod" ? { ...each, kind: "quay" } : each)),
      find_repositories: () => ({ repositories: [found] }),
    });
    await userEvent.click(await screen.findByRole("button", { name: "More" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Find in the registry…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Find in the registry" }));
    await userEvent.click(await dialog.findByRole("button", { name: "others/tool" }));
    expect(await screen.findByRole("heading", { level: 1, name: /tool/ })).toBeDefined();
    expect(host.asked).toContainEqual({ command: "find_repositories", request: { connection: "prod", text: "tool" } });
  });
});

describe("how one signs in", () => {
  it("is said for a vendor's own host and for none that only looks like it", () => {
    expect(kindOfTyped("docker.io")).toBe("dockerHub");
    expect(kindOfTyped("mine.azurecr.io")).toBe("azure");
    for (const host of ["docker.io.evil.example", "notghcr.io", "a.b.azurecr.io"]) expect(kindOfTyped(host)).toBeUndefined();
  });

  it.each(["en", "fr"] as const)("names the rights in %s", (language) => {
    render(
      <MessagesProvider language={language}>
        <SignInHelp kind="dockerHub" />
      </MessagesProvider>,
    );
    expect(screen.getAllByRole("listitem")).toHaveLength(4);
    expect(screen.getByText(/Read, Write & Delete/)).toBeDefined();
  });
});

it("a second factor is asked for with whom it is of", async () => {
  const questions: SignInQuestion[] = [];
  const host = await drawWindow("/", { list_sign_in_questions: () => [...questions] });
  questions.push({ id: "q", connection: null, ask: { type: "secondFactor", host: "hub.docker.com", user: "ada", refused: true } });
  act(() => host.tell({ type: "signInQuestionsChanged" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Second factor" }));
  expect(dialog.getByText(/hub\.docker\.com as ada/)).toBeDefined();
  expect(dialog.getByText("The last code was not accepted.")).toBeDefined();
  await userEvent.type(dialog.getByRole("textbox"), "123456");
  await userEvent.click(dialog.getByRole("button", { name: "Continue" }));
  await waitFor(() => expect(host.asked.findLast((each) => each.command === "answer_sign_in")?.request).toEqual({ id: "q", code: "123456" }));
});
