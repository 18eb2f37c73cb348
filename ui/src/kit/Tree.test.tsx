// The tree, by keyboard and by pointer.
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import type { ReactNode } from "react";
import { expect, it, vi } from "vitest";
import { Tree } from "./Tree";
import type { TreeItem } from "./Tree";

const items: TreeItem[] = [
  {
    id: "local",
    label: "Local registry",
    children: [
      { id: "team", label: "team/app" },
      { id: "tools", label: "tools" },
    ],
  },
  { id: "hub", label: "Docker Hub", children: [], isLoading: true },
  { id: "activity", label: "Activity" },
];

function Drawn({ onOpen = () => {} }: { onOpen?: (id: string, aside: boolean) => void }): ReactNode {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  return <Tree label="Places" items={items} expanded={expanded} onExpandedChange={setExpanded} onOpen={onOpen} />;
}

const activeName = (): string | null => {
  const id = screen.getByRole("tree").getAttribute("aria-activedescendant");
  return id === null ? null : (document.getElementById(id)?.getAttribute("aria-label") ?? null);
};

it("opens and closes a branch with the arrows, and goes in and out of it", async () => {
  render(<Drawn />);
  screen.getByRole("tree", { name: "Places" }).focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(screen.getByRole("treeitem", { name: "Local registry" }).getAttribute("aria-expanded")).toBe("true");
  await userEvent.keyboard("{ArrowRight}{ArrowDown}");
  expect(activeName()).toBe("tools");
  expect(screen.getByRole("treeitem", { name: "tools" }).getAttribute("aria-level")).toBe("2");
  await userEvent.keyboard("{ArrowLeft}");
  expect(activeName()).toBe("Local registry");
  await userEvent.keyboard("{ArrowLeft}");
  expect(screen.queryByRole("treeitem", { name: "tools" })).toBeNull();
});

it("goes to what begins with the typed letters and opens it with Enter", async () => {
  const onOpen = vi.fn();
  render(<Drawn onOpen={onOpen} />);
  screen.getByRole("tree").focus();
  await userEvent.keyboard("ac{Enter}");
  expect(onOpen).toHaveBeenCalledWith("activity", false);
});

it("opens on a press, and aside with Ctrl", async () => {
  const onOpen = vi.fn();
  render(<Drawn onOpen={onOpen} />);
  const user = userEvent.setup();
  await user.click(screen.getByRole("treeitem", { name: "Activity" }));
  await user.keyboard("{Control>}");
  await user.click(screen.getByRole("treeitem", { name: "Activity" }));
  expect(onOpen.mock.calls).toEqual([
    ["activity", false],
    ["activity", true],
  ]);
});

it("says that a branch is being loaded", () => {
  render(<Drawn />);
  expect(screen.getByRole("treeitem", { name: "Docker Hub" }).getAttribute("aria-busy")).toBe("true");
});
