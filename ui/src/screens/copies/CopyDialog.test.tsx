// Copying images in the window: where to, what it would do, and how it is begun.
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Copy, CopyPlan } from "~/bridge/generated/contract";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { connections, digestOf } from "../../../tests/fake_content";
import { copyPlan } from "../../../tests/fake_copies";
import { museumAnswers } from "../../../tests/fake_images";
import type { Answers, FakeHost } from "../../../tests/fake_host";

const source = { type: "repository", connection: "local", repository: "samples/museum" } as const;
const there = connections.find((each) => each.id !== "local" && !each.readOnly && each.kind !== "visited")?.id ?? "";
const plan: CopyPlan = {
  ...copyPlan,
  id: "p1",
  source,
  destination: { type: "repository", connection: there, repository: "samples/museum" },
  images: copyPlan.images.map((image) => ({
    ...image,
    tags: image.tags.map((tag) => ({ ...tag, before: digestOf("older") })),
    notes: [{ type: "newDigest", left: 3 }],
  })),
  overwritten: 1,
  confirmation: { type: "typeName", text: "samples/museum" },
};

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

const openDialog = async (change: Partial<Answers> = {}): Promise<FakeHost> => {
  const host = await drawWindow(addresses.repository("local", "samples/museum"), {
    ...museumAnswers,
    preview_copy: () => plan,
    start_copy: () => ({ activity: "a9" }),
    ...change,
  });
  const grid = await screen.findByRole("grid", { name: "Images of samples/museum" });
  await screen.findByRole("row", { name: /^1\.4\.2/ });
  grid.focus();
  await userEvent.keyboard("{Home}");
  await userEvent.click(await screen.findByRole("button", { name: "Actions" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Copy to…" }));
  return host;
};

describe("copying an image", () => {
  it("shows what it would do, and asks for the name before it overwrites in production", async () => {
    const host = await openDialog();
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
    expect(await dialog.findByText(/1 tag is overwritten/)).toBeDefined();
    expect(dialog.getByText(/3 manifests stay behind/)).toBeDefined();
    const asked = lastAsked(host, "preview_copy") as { images: unknown[]; referrers: boolean };
    expect(asked.referrers).toBe(true);
    expect(asked.images.length).toBeGreaterThan(0);
    await userEvent.type(dialog.getByRole("textbox", { name: /^Type samples\/museum/ }), "samples/museum");
    await userEvent.click(dialog.getByRole("button", { name: "Copy" }));
    await waitFor(() => expect(lastAsked(host, "start_copy")).toEqual({ plan: "p1", typed: "samples/museum" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("completes the name of the repository by those that are there", async () => {
    const host = await openDialog();
    const dialog = within(await screen.findByRole("dialog"));
    const repository = dialog.getByRole("combobox", { name: "Repository there" });
    await userEvent.clear(repository);
    await userEvent.type(repository, "platform/charts");
    await waitFor(() => expect(lastAsked(host, "list_repositories")).toMatchObject({ connection: there, filter: "platform/charts", limit: 12 }));
    await waitFor(() => expect([...document.querySelectorAll("datalist option")].map((each) => each.getAttribute("value"))).toContain("platform/charts/api"));
  });

  it("converts to the form that is chosen, and knows that Docker’s has no zstd", async () => {
    const later = {
      ...plan,
      images: plan.images.map((image) => ({
        ...image,
        digest: null,
        notes: [
          { type: "converted" as const, form: "oci" as const },
          { type: "repacked" as const, layers: 3 },
        ],
      })),
    };
    const host = await openDialog({ preview_copy: () => later });
    const dialog = within(await screen.findByRole("dialog"));
    const choose = async (list: RegExp, choice: string): Promise<void> => {
      await userEvent.click(dialog.getByRole("button", { name: list }));
      await userEvent.click(await screen.findByRole("option", { name: choice }));
    };
    await choose(/Layers/, "Packed by zstd");
    await choose(/Form of the manifests/, "Docker schema 2");
    expect(dialog.getByText("Docker schema 2 has no zstd.")).toBeDefined();
    await choose(/Form of the manifests/, "OCI");
    await choose(/Layers/, "Packed by zstd");
    await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
    expect(await dialog.findByText("its digest is known when its layers are packed")).toBeDefined();
    expect(dialog.getByText(/become OCI/)).toBeDefined();
    expect(dialog.getByText(/3 layers are packed by zstd/)).toBeDefined();
    expect(lastAsked(host, "preview_copy")).toMatchObject({ conversion: { form: "oci", zstd: true } });
  });

  it("takes no platform that is none", async () => {
    await openDialog();
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.type(dialog.getByRole("textbox", { name: "Platforms" }), "amd64");
    expect(await dialog.findByText(/amd64 is no platform/)).toBeDefined();
  });

  it("begins where a row is dropped in the sidebar", async () => {
    const host = await drawWindow(addresses.repository("local", "samples/museum"), { ...museumAnswers, preview_copy: () => plan });
    const row = await screen.findByRole("row", { name: /^1\.4\.2/ });
    const item = document.querySelector(`[data-drop="connection ${there}"]`);
    expect(item).not.toBeNull();
    document.elementFromPoint = () => item;
    // Pointer events are mouse events with more members, and there are no others here.
    const at = (type: string, x: number): MouseEvent => new MouseEvent(type, { bubbles: true, button: 0, clientX: x, clientY: 200 });
    fireEvent(row, at("pointerdown", 300));
    fireEvent.mouseDown(row, { button: 0 });
    fireEvent(window, at("pointermove", 60));
    fireEvent(window, at("pointerup", 60));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
    await waitFor(() => expect(lastAsked(host, "preview_copy")).toMatchObject({ source, destination: { type: "repository", connection: there, repository: "samples/museum" } }));
  });
});

describe("copies under way", () => {
  const copy: Copy = {
    activity: "a9",
    source,
    sourceName: "Local",
    destination: { type: "repository", connection: there, repository: "samples/museum" },
    destinationName: "Acme",
    state: "running",
    images: 3,
    imagesDone: 1,
    bytes: 1_000,
    bytesDone: 250,
    blobs: [{ digest: digestOf("blob"), size: 500, done: 250 }],
    waitingUntil: null,
    failure: null,
  };

  it("are shown in all and blob by blob, and can be paused and given up", async () => {
    const host = await drawWindow(addresses.activity(), { list_copies: () => [copy], pause_copy: () => ({}), cancel_copy: () => ({}) });
    const section = within(await screen.findByRole("region", { name: "Copies under way" }));
    expect(section.getAllByRole("progressbar").length).toBe(2);
    await userEvent.click(section.getByRole("button", { name: "Pause" }));
    await waitFor(() => expect(lastAsked(host, "pause_copy")).toBe("a9"));
    await userEvent.click(section.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(lastAsked(host, "cancel_copy")).toBe("a9"));
  });

  it("go on when they were paused", async () => {
    const host = await drawWindow(addresses.activity(), { list_copies: () => [{ ...copy, state: "paused", blobs: [] }], go_on_with_copy: () => ({ activity: "a9" }) });
    const section = within(await screen.findByRole("region", { name: "Copies under way" }));
    await userEvent.click(section.getByRole("button", { name: "Go on" }));
    await waitFor(() => expect(lastAsked(host, "go_on_with_copy")).toBe("a9"));
  });
});
