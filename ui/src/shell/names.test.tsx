// Every control of every screen has a role and a name: what a screen reader says, and what journeys find it by.
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../tests/draw_window";

const places: readonly (readonly [string, string])[] = [
  ["the welcome", addresses.welcome()],
  ["connections", addresses.connections()],
  ["a new connection", addresses.newConnection("ghcr.io")],
  ["editing a connection", addresses.editConnection("prod")],
  ["a registry", addresses.registry("prod")],
  ["a repository", addresses.repository("local", "team/app")],
  ["an image", addresses.image("local", "team/app", "1.0.0")],
  ["activity", addresses.activity("a5")],
  ["replication", addresses.replication()],
  ["short names", addresses.shortNames()],
  ["settings", addresses.settings()],
];

const roles = [
  "button",
  "checkbox",
  "combobox",
  "dialog",
  "grid",
  "link",
  "listbox",
  "menu",
  "menuitem",
  "option",
  "progressbar",
  "radio",
  "radiogroup",
  "searchbox",
  "separator",
  "tab",
  "tablist",
  "tabpanel",
  "textbox",
  "toolbar",
  "tree",
  "treeitem",
];

/** What takes the keyboard without saying what it is. */
function unspoken(): string[] {
  const native = new Set(["BUTTON", "INPUT", "SELECT", "TEXTAREA", "A", "SUMMARY"]);
  return [...document.querySelectorAll("[tabindex]")]
    .filter((element) => !native.has(element.tagName) && !element.hasAttribute("role"))
    .map((element) => element.outerHTML.slice(0, 200));
}

describe.each(places)("%s", (_, address) => {
  it("has no control without a role and a name", async () => {
    await drawWindow(address);
    for (const role of roles) {
      const nameless = screen.queryAllByRole(role, { name: "" }).map((element) => element.outerHTML.slice(0, 200));
      expect(nameless, role).toEqual([]);
    }
    expect(unspoken()).toEqual([]);
  });
});
