// The Short names screen: what counts, what a name comes to, and changes with their way back.
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { FailedCall } from "~/bridge/host";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { failure } from "../../../tests/fake_content";
import { shortNameAnswers, shortNames } from "../../../tests/fake_short_names";
import { fileName, matchesText } from "./short_name_words";

const grid = (): Promise<HTMLElement> => screen.findByRole("grid", { name: "Short names" });
const inspector = (): HTMLElement => screen.getByRole("complementary", { name: "Inspector" });
const select = async (row: RegExp): Promise<void> => userEvent.click(within(await grid()).getByRole("row", { name: row }));

describe("short names", () => {
  it("say what they stand for, whose they are, and what shadows them", async () => {
    await drawWindow(addresses.shortNames());
    const list = within(await grid());
    expect(list.getByRole("row", { name: /^alpine quay\.io\/acme\/alpine yours/ })).toBeDefined();
    expect(list.getByRole("row", { name: /^alpine docker\.io\/library\/alpine shadowed, read-only/ })).toBeDefined();
    expect(list.getByRole("row", { name: /^swarm nothing: taken away yours/ })).toBeDefined();
    expect(list.getByRole("row", { name: /^nginx docker\.io\/library\/nginx recorded/ })).toBeDefined();
    await select(/^alpine docker/);
    expect(within(inspector()).getByText(/zz-portolan\.conf says otherwise, and is read later$/)).toBeDefined();
    // The other counts already: there is nothing to switch off.
    expect(within(inspector()).queryByRole("button", { name: "Switch off" })).toBeNull();
  });

  it("are searched, and what is typed is tried as podman pull would", async () => {
    const host = await drawWindow(addresses.shortNames());
    await grid();
    await userEvent.type(screen.getByRole("searchbox", { name: /^Search, or try/ }), "fedora:41");
    const meaning = await screen.findByRole("region", { name: "What Podman would pull" });
    await waitFor(() => expect(meaning.textContent).toContain("registry.fedoraproject.org/fedora:41"));
    expect(within(await grid()).getAllByRole("row")).toHaveLength(2);
    expect(host.asked).toContainEqual({ command: "resolve_short_name", request: { text: "fedora:41" } });
  });

  it("that are of the system are switched off, with the way back", async () => {
    const host = await drawWindow(addresses.shortNames());
    await select(/^fedora/);
    await userEvent.click(within(inspector()).getByRole("button", { name: "Switch off" }));
    expect(host.asked).toContainEqual({ command: "change_short_name", request: { type: "switchOff", name: "fedora" } });
    expect(await screen.findByText("fedora is switched off")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(host.asked).toContainEqual({ command: "undo_short_name", request: "a-short-name" });
    expect(await screen.findByText("Taken back: fedora is as it was")).toBeDefined();
  });

  it("are removed from their own file alone", async () => {
    const host = await drawWindow(addresses.shortNames());
    await select(/^nginx/);
    await userEvent.click(within(inspector()).getByRole("button", { name: "Remove" }));
    const file = shortNames.find((alias) => alias.name === "nginx")?.file;
    expect(host.asked).toContainEqual({ command: "change_short_name", request: { type: "remove", name: "nginx", file } });
  });

  it("say what is wrong while they are typed, and where they would go", async () => {
    const host = await drawWindow(addresses.shortNames());
    await grid();
    await userEvent.click(screen.getByRole("button", { name: "Add short name…" }));
    const form = within(await screen.findByRole("dialog", { name: "Add a short name" }));
    await userEvent.type(form.getByRole("textbox", { name: "Short name" }), "app:1");
    expect(await form.findByText(/^A tag is not part of it/)).toBeDefined();
    await userEvent.type(form.getByRole("textbox", { name: "Short name" }), "{Backspace}{Backspace}");
    await userEvent.type(form.getByRole("textbox", { name: "Stands for" }), "app");
    expect(await form.findByText(/^Begin with the host of a registry/)).toBeDefined();
    await userEvent.click(form.getByRole("button", { name: "Add" }));
    expect(host.asked.some((each) => each.command === "change_short_name")).toBe(false);
    await userEvent.clear(form.getByRole("textbox", { name: "Stands for" }));
    await userEvent.type(form.getByRole("textbox", { name: "Stands for" }), "quay.io/team/app");
    expect(await form.findByText(/^Written to .*zz-portolan\.conf$/)).toBeDefined();
    await waitFor(() => expect(form.queryByText(/^Begin with/)).toBeNull());
    await userEvent.click(form.getByRole("button", { name: "Add" }));
    await waitFor(() =>
      expect(host.asked).toContainEqual({ command: "change_short_name", request: { type: "set", name: "app", target: "quay.io/team/app" } }),
    );
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("keep the form open where they could not be changed, and say why", async () => {
    const refuse = (): never => {
      throw new FailedCall(
        failure({
          code: { type: "conflict" },
          hint: { type: "shortNameFileDamaged", path: "/home/ada/mine.conf", line: 3, column: 7, reason: "string values must be quoted" },
          retry: "afterChange",
        }),
      );
    };
    await drawWindow(addresses.shortNames(), { change_short_name: refuse });
    await select(/^alpine quay/);
    await userEvent.click(within(inspector()).getByRole("button", { name: "Change…" }));
    const form = within(await screen.findByRole("dialog", { name: "Change alpine" }));
    await userEvent.type(form.getByRole("textbox", { name: "Stands for" }), "-edge");
    await userEvent.click(form.getByRole("button", { name: "Change" }));
    expect((await form.findByRole("alert")).textContent).toContain("Line 3, column 7: string values must be quoted. It was left alone");
  });

  it("name every damaged file above the list", async () => {
    const known = shortNameAnswers.list_short_names();
    const damaged = { path: "/home/ada/mine.conf", owner: "person" as const, problem: { line: 3, column: 7, reason: "string values must be quoted" } };
    await drawWindow(addresses.shortNames(), { list_short_names: () => ({ ...known, files: [...known.files, damaged] }) });
    const notice = await screen.findByRole("alert");
    expect(notice.textContent).toContain("/home/ada/mine.conf is damaged, so Podman refuses every short name");
    expect(notice.textContent).toContain("Line 3, column 7");
  });

  it("can't be added where nobody reads the person's own file", async () => {
    const known = shortNameAnswers.list_short_names();
    await drawWindow(addresses.shortNames(), { list_short_names: () => ({ ...known, ownFileIsRead: false }) });
    await grid();
    expect(screen.getByRole("note").textContent).toContain("the environment names other files");
    expect(screen.getByRole("button", { name: "Add short name…" }).getAttribute("aria-disabled")).toBe("true");
  });

  it("are asked again when they have changed", async () => {
    let asked = 0;
    const host = await drawWindow(addresses.shortNames(), {
      list_short_names: () => {
        asked += 1;
        return shortNameAnswers.list_short_names();
      },
    });
    await grid();
    const before = asked;
    act(() => host.tell({ type: "shortNamesChanged" }));
    await waitFor(() => expect(asked).toBe(before + 1));
  });
});

it("finds a name by what would be pulled", () => {
  const alias = shortNames[1];
  if (!alias) throw new Error("there is no such name");
  for (const text of ["", "alp", "acme", "alpine:3.20", "alpine@sha256:00", " ALPINE "]) expect(matchesText(alias, text), text).toBe(true);
  for (const text of ["alpine3", "x:alpine", "quay.io:443/acme"]) expect(matchesText(alias, text), text).toBe(false);
});

it("tells files apart by their names", () => {
  expect(fileName("/etc/containers/registries.conf.d/a.conf")).toBe("a.conf");
  expect(fileName("a.conf")).toBe("a.conf");
});
