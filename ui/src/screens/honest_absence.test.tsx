// What a kind of registry can't do is not offered on its screens; what is refused says why where one hovers.
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { RegistryKind } from "~/bridge/generated/contract";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../tests/draw_window";
import { vendorAnswers, vendors } from "../../tests/fake_vendors";

const makes: Partial<Record<RegistryKind, string>> = { dockerHub: "New repository", quay: "New repository", harbor: "New project" };

/** Whole repositories beside what is in them; on Docker Hub nothing else goes, so there is one entry. */
const deletesWhole: readonly RegistryKind[] = ["github", "quay", "harbor", "gitlab", "azure"];

const scanners: readonly RegistryKind[] = ["quay", "harbor", "zot"];

const kinds = vendors.map(({ kind }) => kind);

async function openMenuOf(name: RegExp): Promise<ReturnType<typeof within>> {
  const grid = await screen.findByRole("grid");
  const row = await within(grid).findByRole("row", { name });
  await userEvent.pointer([{ keys: "[MouseLeft]", target: row }, { keys: "[MouseRight]", target: row }]);
  return within(await screen.findByRole("menu"));
}

const isDisabled = (entry: HTMLElement): boolean => entry.getAttribute("aria-disabled") === "true";
const whyOf = (entry: HTMLElement): string => `${entry.getAttribute("title") ?? ""} ${entry.textContent}`;

describe("the repositories of each kind of registry", () => {
  it.each(kinds)("offer on %s what it does, and nothing of Amazon's", async (kind) => {
    await drawWindow(addresses.registry(kind), vendorAnswers);
    const menu = await openMenuOf(/acme\/ ?api/);
    expect(menu.queryAllByRole("menuitem", { name: "Delete the repository itself…" })).toHaveLength(deletesWhole.includes(kind) ? 1 : 0);
    expect(isDisabled(menu.getByRole("menuitem", { name: /^Delete repository…/ }))).toBe(false);
    await userEvent.keyboard("{Escape}");
    const made = screen.queryAllByRole("button", { name: /^New (repository|project)$/ }).map((button) => button.textContent);
    expect(made).toEqual(makes[kind] === undefined ? [] : [makes[kind]]);
    for (const name of [/^Costs?/, /^Publisher/]) expect(screen.queryByRole("button", { name })).toBeNull();
  });
});

describe("the images of each kind of registry", () => {
  it.each(kinds)("say on %s why one cannot be deleted, where it cannot", async (kind) => {
    await drawWindow(addresses.repository(kind, "acme/api"), vendorAnswers);
    const menu = await openMenuOf(/1\.4\.2/);
    const entry = menu.getByRole("menuitem", { name: /^Delete image/ });
    expect(isDisabled(entry)).toBe(kind === "dockerHub");
    if (kind === "dockerHub") expect(whyOf(entry)).toContain("This registry deletes no image by its digest");
    // A tag goes by itself, or by a way of Portolan's own.
    expect(isDisabled(menu.getByRole("menuitem", { name: /^Remove tag/ }))).toBe(false);
  });

  it.each(kinds)("have on %s the scans of its own scanner, or none", async (kind) => {
    await drawWindow(addresses.image(kind, "acme/api", "1.4.2"), vendorAnswers);
    await screen.findByRole("tab", { name: "Layers" }).catch(() => screen.findAllByRole("tab"));
    expect(screen.queryAllByRole("tab", { name: "Scan" })).toHaveLength(scanners.includes(kind) ? 1 : 0);
  });
});
