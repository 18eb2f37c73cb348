// The smaller parts of the kit: what they are called, and what they do when pressed.
import { act, fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Button } from "./Button";
import { Checkbox } from "./Checkbox";
import { Dialog } from "./Dialog";
import { ContextMenu, MenuButton } from "./Menu";
import { CopyButton, ErrorNotice, ProgressBar } from "./Notice";
import { Select } from "./Select";
import { SplitPane } from "./SplitPane";
import { TextField } from "./TextField";
import { ToastsProvider, useToasts } from "./toasts";

afterEach(() => vi.useRealTimers());

describe("a button", () => {
  it("that cannot be pressed stays reachable and does nothing", async () => {
    const onPress = vi.fn();
    render(
      <Button onPress={onPress} disabledReason="The connection is read-only">
        Delete
      </Button>,
    );
    await userEvent.tab();
    const button = screen.getByRole("button", { name: "Delete" });
    expect(document.activeElement).toBe(button);
    expect((await screen.findByRole("tooltip")).textContent).toBe("The connection is read-only");
    await userEvent.keyboard("{Enter}");
    expect(onPress).not.toHaveBeenCalled();
  });
});

describe("fields", () => {
  it("carry their names, explanations and errors", async () => {
    const onChange = vi.fn();
    render(
      <>
        <TextField label="Host" value="" onChange={onChange} description="For instance ghcr.io" error="Nobody answers" />
        <Checkbox isSelected={false} onChange={onChange}>
          Read-only
        </Checkbox>
      </>,
    );
    const field = screen.getByRole("textbox", { name: "Host" });
    expect(field.getAttribute("aria-invalid")).toBe("true");
    const described = (field.getAttribute("aria-describedby") ?? "").split(" ");
    const text = described.map((id) => document.getElementById(id)?.textContent).join(" ");
    expect(text).toContain("For instance ghcr.io");
    expect(text).toContain("Nobody answers");
    await userEvent.type(field, "g");
    expect(onChange).toHaveBeenLastCalledWith("g");
    await userEvent.click(screen.getByRole("checkbox", { name: "Read-only" }));
    expect(onChange).toHaveBeenLastCalledWith(true);
  });

  it("offer choices by name", async () => {
    const onChange = vi.fn();
    const choices = [
      { value: "light", label: "Light" },
      { value: "dark", label: "Dark" },
    ] as const;
    render(<Select label="Theme" value="light" onChange={onChange} choices={choices} />);
    await userEvent.click(screen.getByRole("button", { name: /Theme/ }));
    await userEvent.click(screen.getByRole("option", { name: "Dark" }));
    expect(onChange).toHaveBeenCalledWith("dark");
  });
});

function Asking({ onDone }: { onDone: () => void }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Remove…</Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="Remove the connection?"
        actions={<Button onPress={onDone}>Remove</Button>}
      >
        Its secret is forgotten.
      </Dialog>
    </>
  );
}

describe("a dialog", () => {
  it("holds the focus, closes with Escape and gives the focus back", async () => {
    render(<Asking onDone={() => {}} />);
    const opener = screen.getByRole("button", { name: "Remove…" });
    await userEvent.click(opener);
    const dialog = screen.getByRole("dialog", { name: "Remove the connection?" });
    for (let presses = 0; presses < 5; presses += 1) {
      await userEvent.tab();
      expect(dialog.contains(document.activeElement)).toBe(true);
    }
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    await vi.waitFor(() => expect(document.activeElement).toBe(opener));
  });
});

describe("a menu", () => {
  it("opens under its button and runs the chosen entry", async () => {
    const run = vi.fn();
    render(<MenuButton label="More" entries={[{ id: "copy", label: "Copy digest", run }, "separator"]} />);
    await userEvent.click(screen.getByRole("button", { name: "More" }));
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(run).toHaveBeenCalledOnce();
  });

  it("opens where it was asked for, with the focus on its first entry, and closes after", async () => {
    const run = vi.fn();
    const onClose = vi.fn();
    render(
      <ContextMenu
        label="Image"
        at={{ x: 10, y: 20 }}
        entries={[{ id: "delete", label: "Delete", isLoss: true, run }]}
        onClose={onClose}
      />,
    );
    const menu = await screen.findByRole("menu", { name: "Image" });
    await userEvent.click(within(menu).getByRole("menuitem", { name: "Delete" }));
    expect(run).toHaveBeenCalledOnce();
    expect(onClose).toHaveBeenCalled();
  });
});

function Telling({ tone }: { tone?: "plain" | "loss" }): ReactNode {
  const toasts = useToasts();
  const undo = (): void => {
    toasts.show({ title: "Undone" });
  };
  return (
    <Button onPress={() => toasts.show({ title: "Tag removed", tone: tone ?? "plain", action: { label: "Undo", run: undo } })}>
      Tell
    </Button>
  );
}

describe("a toast", () => {
  const tell = (): void => {
    const button = screen.getByRole("button", { name: "Tell" });
    fireEvent.keyDown(button, { key: "Enter" });
    fireEvent.keyUp(button, { key: "Enter" });
    fireEvent.click(button);
  };

  it("goes by itself, but not while somebody is on it", () => {
    vi.useFakeTimers();
    render(
      <ToastsProvider>
        <Telling />
      </ToastsProvider>,
    );
    tell();
    const toast = screen.getAllByRole("status")[0];
    if (!toast) throw new Error("no toast was shown");
    fireEvent.pointerEnter(toast);
    act(() => vi.advanceTimersByTime(60_000));
    expect(screen.getByText("Tag removed")).toBeDefined();
    fireEvent.pointerLeave(toast);
    act(() => vi.advanceTimersByTime(60_000));
    expect(screen.queryByText("Tag removed")).toBeNull();
  });

  it("of something that went wrong is an alert and stays", () => {
    vi.useFakeTimers();
    render(
      <ToastsProvider>
        <Telling tone="loss" />
      </ToastsProvider>,
    );
    tell();
    act(() => vi.advanceTimersByTime(600_000));
    expect(screen.getAllByRole("alert")[0]?.textContent).toContain("Tag removed");
  });

  it("takes the deed back by its button", async () => {
    render(
      <ToastsProvider>
        <Telling />
      </ToastsProvider>,
    );
    await userEvent.click(screen.getByRole("button", { name: "Tell" }));
    const region = screen.getByRole("region", { name: "Notifications" });
    await userEvent.click(within(region).getAllByRole("button", { name: "Undo" })[0] as HTMLElement);
    expect(within(region).getByText("Undone")).toBeDefined();
  });
});

describe("panes", () => {
  it("are resized by keyboard, within their bounds", () => {
    const onSizeChange = vi.fn();
    const props = { label: "Width of the sidebar", start: "a", end: "b", least: 160, most: 400, onSizeChange };
    render(<SplitPane {...props} sized="start" size={392} />);
    const line = screen.getByRole("separator", { name: "Width of the sidebar" });
    fireEvent.keyDown(line, { key: "ArrowRight" });
    fireEvent.keyDown(line, { key: "ArrowLeft" });
    fireEvent.keyDown(line, { key: "Home" });
    expect(onSizeChange.mock.calls).toEqual([[400], [376], [160]]);
    expect(line.getAttribute("aria-valuenow")).toBe("392");
  });
});

describe("notices", () => {
  it("say what happened and offer what helps", async () => {
    const run = vi.fn();
    render(<ErrorNotice title="ghcr.io did not answer" reason="The network is off." actions={[{ label: "Try again", run }]} />);
    const notice = screen.getByRole("alert");
    expect(notice.textContent).toContain("The network is off.");
    await userEvent.click(within(notice).getByRole("button", { name: "Try again" }));
    expect(run).toHaveBeenCalledOnce();
  });

  it("copy a text whole and say so", async () => {
    const user = userEvent.setup();
    render(<CopyButton text="sha256:abc" label="Copy digest" />);
    await user.click(screen.getByRole("button", { name: "Copy digest" }));
    expect(await screen.findByText("Copied")).toBeDefined();
    expect(await navigator.clipboard.readText()).toBe("sha256:abc");
  });

  it("show how far something is, and that nobody knows", () => {
    const { rerender } = render(<ProgressBar label="Deleting" fraction={0.42} />);
    expect(screen.getByRole("progressbar", { name: "Deleting" }).getAttribute("aria-valuenow")).toBe("42");
    rerender(<ProgressBar label="Deleting" />);
    expect(screen.getByRole("progressbar", { name: "Deleting" }).hasAttribute("aria-valuenow")).toBe(false);
  });
});
