// The administration of a registry: only where its vendor offers something, about what was asked for.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { logRow, logRows, offers } from "../../../tests/fake_administration";
import { connections, failure } from "../../../tests/fake_content";

const harbor = connections.map((each) => (each.id === "prod" ? { ...each, kind: "harbor" as const, hasOffers: true } : each));
const withHarbor = { list_connections: () => harbor };

describe("the way to the administration", () => {
  it("is there where the vendor offers something, and nowhere else", async () => {
    await drawWindow(addresses.registry("prod"), withHarbor);
    await userEvent.click(await screen.findByRole("button", { name: "Administration" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Administration" })).toBeDefined();
  });

  it("is not there on a registry without offers", async () => {
    await drawWindow(addresses.registry("prod"));
    await screen.findByRole("button", { name: "Health and storage" });
    expect(screen.queryByRole("button", { name: "Administration" })).toBeNull();
  });

  it("leads from a repository to what is about it", async () => {
    const host = await drawWindow(addresses.repository("prod", "library/app"), withHarbor);
    await userEvent.click(await screen.findByRole("button", { name: "Administration" }));
    await screen.findByRole("table", { name: "Log" });
    expect(host.asked.find(({ command }) => command === "read_offers")?.request).toEqual({ connection: "prod", repository: "library/app" });
    expect(host.asked.find(({ command }) => command === "read_log")?.request).toMatchObject({ at: { scope: { type: "repository", repository: "library/app" } } });
  });
});

describe("the administration", () => {
  it("says which sign-in it takes where it has none of it", async () => {
    const token = { ...offers, withheld: "needsToken" as const };
    await drawWindow(addresses.administration("prod"), { ...withHarbor, read_offers: () => token });
    expect(await screen.findByText("Quay’s administration takes an OAuth token")).toBeDefined();
    expect(screen.queryByRole("tab", { name: "Log" })).toBeNull();
  });

  it("goes on without the namespaces where they can't be listed", async () => {
    const problem = failure({ code: { type: "forbidden" }, hint: { type: "missingPermission", host: "registry.acme.example", scope: "project:list" } });
    await drawWindow(addresses.administration("prod"), { ...withHarbor, read_offers: () => ({ ...offers, scopes: [{ type: "registry" as const }], problem }) });
    expect(await screen.findByText(/project:list/)).toBeDefined();
    expect(await screen.findByRole("table", { name: "Log" })).toBeDefined();
  });

  it("is about the part of the registry that is chosen", async () => {
    const host = await drawWindow(addresses.administration("prod"), withHarbor);
    await userEvent.click(await screen.findByRole("button", { name: /The whole registry/ }));
    await userEvent.click(await screen.findByRole("option", { name: "All of tools" }));
    await waitFor(() =>
      expect(host.asked.findLast(({ command }) => command === "read_log")?.request).toMatchObject({ at: { scope: { type: "namespace", name: "tools" } } }),
    );
  });
});

describe("the log", () => {
  it("says who did what to what, in plain words and the vendor’s", async () => {
    await drawWindow(addresses.administration("prod"), withHarbor);
    const table = within(await screen.findByRole("table", { name: "Log" }));
    expect(table.getAllByRole("row")).toHaveLength(logRows.length + 1);
    const pushed = within(table.getByRole("row", { name: /robot\$library\+ci/ }));
    for (const words of ["Pushed", "create artifact", "library/app:v2"]) expect(pushed.getByText(words)).toBeDefined();
    expect(within(table.getByRole("row", { name: /login user/ })).getByText("failed")).toBeDefined();
    // This vendor says nowhere from where.
    expect(table.queryByRole("columnheader", { name: "From" })).toBeNull();
  });

  it("leads to the image that an entry names", async () => {
    await drawWindow(addresses.administration("prod"), withHarbor);
    await userEvent.click(await screen.findByRole("button", { name: "library/app:v2" }));
    await waitFor(() => expect(document.title).toContain("app:v2"));
  });

  it("asks the vendor for what is typed, and for earlier pages behind the last row", async () => {
    const host = await drawWindow(addresses.administration("prod"), {
      ...withHarbor,
      read_log: ({ cursor }) => (cursor === null ? { rows: [logRow({ source: "192.0.2.7" })], next: "2", reachesBackTo: null } : { rows: [logRow({ selector: "old" })], next: null, reachesBackTo: null }),
    });
    await userEvent.click(await screen.findByRole("button", { name: "Show earlier" }));
    expect(await screen.findByRole("button", { name: "library/app:old" })).toBeDefined();
    expect(screen.getByText("192.0.2.7")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Show earlier" })).toBeNull();
    await userEvent.type(screen.getByRole("searchbox", { name: "By" }), "ada");
    await waitFor(() => expect(host.asked.findLast(({ command }) => command === "read_log")?.request).toMatchObject({ filter: { actor: "ada", deed: null, since: null }, cursor: null }));
  });

  it("says where it is empty, and how far back it was read", async () => {

    await drawWindow(addresses.administration("prod"), {
      ...withHarbor,

      read_log: () => ({ rows: [], next: null, reachesBackTo: Date.UTC(2026, 9, 23) }),
    });
    expect(await screen.findByText("The log is empty")).toBeDefined();
    expect(screen.getByText(/Oct 2[23], 2026/)).toBeDefined();
  });

  it("is saved as it is filtered", async () => {
    const host = await drawWindow(addresses.administration("prod"), withHarbor);
    await userEvent.click(await screen.findByRole("button", { name: "Save the log" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "As a table (CSV)" }));
    await waitFor(() => expect(host.asked.find(({ command }) => command === "save_log")?.request).toMatchObject({ format: "csv", at: { connection: "prod", scope: { type: "registry" } } }));
    expect(await screen.findByText("The log is saved")).toBeDefined();
  });
});
