// The grid, by keyboard, by pointer and as a screen reader meets it.
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { eachIndex } from "~/lib/index_ranges";
import { startPosition } from "./grid_position";
import type { GridPosition } from "./grid_position";
import { VirtualGrid } from "./VirtualGrid";
import type { GridColumn, VirtualGridProps } from "./VirtualGrid";

interface Tag {
  name: string;
  size: number;
}

const columns: GridColumn<Tag>[] = [
  { id: "name", label: "Tag", width: 200, grow: 1, isSortable: true, cell: (tag) => tag.name },
  { id: "size", label: "Size", width: 90, align: "end", cell: (tag) => tag.size },
];
const tagAt = (index: number): Tag => ({ name: `v${String(index)}`, size: index });

function Grid(props: Partial<VirtualGridProps<Tag>> & { onPosition?: (position: GridPosition) => void }): ReactNode {
  const [position, setPosition] = useState(startPosition);
  return (
    <VirtualGrid
      label="Tags"
      columns={columns}
      count={100_000}
      rowAt={tagAt}
      position={position}
      onPositionChange={(next) => {
        setPosition(next);
        props.onPosition?.(next);
      }}
      {...props}
    />
  );
}

const selectedIn = (onPosition: ReturnType<typeof vi.fn>): number[] => {
  const position = onPosition.mock.lastCall?.[0] as GridPosition;
  return [...eachIndex(position.selection)];
};

describe("a grid of 100,000 rows", () => {
  it("tells how many rows there are and draws only those in view", () => {
    render(<Grid />);
    const grid = screen.getByRole("grid", { name: "Tags" });
    expect(grid.getAttribute("aria-rowcount")).toBe("100001");
    const rows = within(grid).getAllByRole("row");
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.length).toBeLessThan(60);
    expect(screen.getByRole("row", { name: "v0 0" }).getAttribute("aria-rowindex")).toBe("2");
  });

  it("asks for the rows in view, and draws a busy row where one is not loaded", () => {
    const onVisibleRange = vi.fn();
    render(<Grid rowAt={(index) => (index === 1 ? undefined : tagAt(index))} onVisibleRange={onVisibleRange} />);
    expect(onVisibleRange).toHaveBeenCalledWith(0, expect.any(Number));
    const busy = screen.getAllByRole("row").filter((row) => row.getAttribute("aria-busy") === "true");
    expect(busy.map((row) => row.getAttribute("aria-rowindex"))).toEqual(["3"]);
  });

  it("goes to the last row with End and names it as the active one", async () => {
    const onPosition = vi.fn();
    render(<Grid onPosition={onPosition} />);
    const grid = screen.getByRole("grid");
    grid.focus();
    await userEvent.keyboard("{End}");
    expect(selectedIn(onPosition)).toEqual([99_999]);
    expect(grid.getAttribute("aria-activedescendant")).toMatch(/-row-99999$/);
  });

  it("selects by arrows, extends with Shift, and takes all with Ctrl+A", async () => {
    const onPosition = vi.fn();
    render(<Grid onPosition={onPosition} />);
    screen.getByRole("grid").focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(selectedIn(onPosition)).toEqual([1]);
    await userEvent.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(selectedIn(onPosition)).toEqual([1, 2, 3]);
    await userEvent.keyboard("{Shift>}{ArrowUp}{/Shift}");
    expect(selectedIn(onPosition)).toEqual([1, 2]);
    await userEvent.keyboard("{Control>}a{/Control}");
    expect(onPosition.mock.lastCall?.[0]).toMatchObject({ selection: { size: 100_000 } });
    await userEvent.keyboard("{Escape}");
    expect(selectedIn(onPosition)).toEqual([]);
  });

  it("selects apart with Ctrl and Space", async () => {
    const onPosition = vi.fn();
    render(<Grid onPosition={onPosition} />);
    screen.getByRole("grid").focus();
    await userEvent.keyboard("{ArrowDown}{Control>}{ArrowDown}{ArrowDown}{/Control} ");
    expect(selectedIn(onPosition)).toEqual([0, 2]);
  });

  it("selects by pointer, with Ctrl and with Shift", async () => {
    const onPosition = vi.fn();
    render(<Grid onPosition={onPosition} />);
    const user = userEvent.setup();
    await user.click(screen.getByText("v2"));
    await user.keyboard("{Control>}");
    await user.click(screen.getByText("v5"));
    await user.keyboard("{/Control}");
    expect(selectedIn(onPosition)).toEqual([2, 5]);
    await user.keyboard("{Shift>}");
    await user.click(screen.getByText("v7"));
    await user.keyboard("{/Shift}");
    expect(selectedIn(onPosition)).toEqual([5, 6, 7]);
  });

  it("keeps several selected while one of them is pressed, so that all can be dragged, and only that one once it is let go", async () => {
    const onPosition = vi.fn();
    render(<Grid onPosition={onPosition} />);
    const user = userEvent.setup();
    await user.click(screen.getByText("v1"));
    await user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    await user.pointer({ keys: "[MouseLeft>]", target: screen.getByText("v2") });
    expect(selectedIn(onPosition)).toEqual([1, 2, 3]);
    await user.pointer({ keys: "[/MouseLeft]", target: screen.getByText("v2") });
    expect(selectedIn(onPosition)).toEqual([2]);
  });

  it("opens with Enter and with a double press", async () => {
    const onOpen = vi.fn();
    render(<Grid onOpen={onOpen} />);
    await userEvent.dblClick(screen.getByText("v3"));
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(onOpen.mock.calls).toEqual([[3], [4]]);
  });

  it("offers its menu by a right press and by Shift+F10, and keeps a selection that was pressed", async () => {
    const onContextMenu = vi.fn();
    const onPosition = vi.fn();
    render(<Grid onContextMenu={onContextMenu} onPosition={onPosition} />);
    const user = userEvent.setup();
    await user.click(screen.getByText("v1"));
    await user.keyboard("{Shift>}{ArrowDown}{/Shift}");
    await user.pointer({ keys: "[MouseRight]", target: screen.getByText("v1") });
    expect(onContextMenu).toHaveBeenLastCalledWith(1, expect.anything());
    expect(selectedIn(onPosition)).toEqual([1, 2]);
    await user.keyboard("{Shift>}{F10}{/Shift}");
    expect(onContextMenu).toHaveBeenCalledTimes(2);
  });

  it("goes where the typed letters lead", async () => {
    const onPosition = vi.fn();
    const onTypeAhead = vi.fn((text: string) => (text === "v4" ? 4 : undefined));
    render(<Grid onTypeAhead={onTypeAhead} onPosition={onPosition} />);
    screen.getByRole("grid").focus();
    await userEvent.keyboard("v4");
    expect(onTypeAhead.mock.calls.map(([text]) => text)).toEqual(["v", "v4"]);
    expect(selectedIn(onPosition)).toEqual([4]);
  });

  it("sorts by its head, first up and then down", async () => {
    const onSortChange = vi.fn();
    const { rerender } = render(<Grid onSortChange={onSortChange} sort={{ column: "size", descending: false }} />);
    await userEvent.click(screen.getByRole("button", { name: "Tag" }));
    expect(onSortChange).toHaveBeenLastCalledWith({ column: "name", descending: false });
    rerender(<Grid onSortChange={onSortChange} sort={{ column: "name", descending: false }} />);
    expect(screen.getByRole("columnheader", { name: "Tag" }).getAttribute("aria-sort")).toBe("ascending");
    await userEvent.click(screen.getByRole("button", { name: "Tag" }));
    expect(onSortChange).toHaveBeenLastCalledWith({ column: "name", descending: true });
  });

  it("changes a column's width by keyboard", async () => {
    const onWidthsChange = vi.fn();
    render(<Grid widths={{}} onWidthsChange={onWidthsChange} />);
    screen.getByRole("separator", { name: "Width of column Size" }).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(onWidthsChange).toHaveBeenCalledWith({ size: 106 });
  });

  it("says what to do when there are no rows", () => {
    render(<Grid count={0} empty={<p>Nothing was pushed yet</p>} />);
    expect(screen.getByText("Nothing was pushed yet")).toBeDefined();
  });
});
