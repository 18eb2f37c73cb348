// One image: its platforms, what is inside, its exact text.
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { digestOf } from "../../../tests/fake_content";
import { insideImage, museumAnswers } from "../../../tests/fake_images";
import type { FakeHost } from "../../../tests/fake_host";

const drawImage = async (selector = "1.4.2"): Promise<FakeHost> => {
  const host = await drawWindow(addresses.image("local", "samples/museum", selector), museumAnswers);
  await screen.findByRole("tablist", { name: "What to look at" });
  return host;
};
const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

describe("an index", () => {
  it("shows what is inside its first platform that is there", async () => {
    await drawImage();
    expect(await screen.findByRole("heading", { name: "Content of linux/amd64" })).toBeDefined();
    expect(await screen.findByText("--listen 0.0.0.0:8080 --greeting 'Good day, visitor'")).toBeDefined();
    expect(screen.getByText("65532:65532")).toBeDefined();
  });

  it("keeps the tab that was chosen while its tag turns out to be on another image", async () => {
    const moved = { ...insideImage, digest: digestOf("moved") };
    let isMoved = false;
    const host = await drawWindow(addresses.image("local", "samples/museum", "1.4.2"), {
      ...museumAnswers,
      open_image: (request) => (isMoved ? moved : (museumAnswers.open_image?.(request) ?? insideImage)),
    });
    await userEvent.click(await screen.findByRole("tab", { name: "Moves" }));
    isMoved = true;
    act(() => host.tell({ type: "imagesChanged", connection: "local", repository: "samples/museum", revision: 9 }));
    await waitFor(() => expect(screen.getAllByTitle(digestOf("moved")).length).toBeGreaterThan(0));
    expect(screen.getByRole("tab", { name: "Moves", selected: true })).toBeDefined();
    expect(await screen.findByRole("table", { name: "Where 1.4.2 pointed" })).toBeDefined();
  });

  it("says which child is missing, and what that means when one looks at it", async () => {
    await drawImage();
    expect(screen.getByText("This index is broken: the registry lacks linux/arm/v7.")).toBeDefined();
    await userEvent.click(await screen.findByRole("row", { name: /linux\/arm\/v7.*missing/ }));
    expect(await screen.findByText(/Pulling this platform fails\.$/)).toBeDefined();
  });

  it("is used by pieces of files that follow the tag or digest and the platform", async () => {
    const host = await drawImage();
    await userEvent.click(await screen.findByRole("tab", { name: "Use it" }));
    expect(await screen.findByRole("region", { name: "Dockerfile" })).toBeDefined();
    expect(screen.getByRole("region", { name: "Kubernetes Deployment" }).textContent).toContain("only a cluster that runs here reaches it");
    expect(lastAsked(host, "list_snippets")).toMatchObject({ platform: "linux/amd64", kind: "index" });
    await userEvent.click(screen.getByRole("button", { name: /Tag or digest/ }));
    await userEvent.click((await screen.findAllByRole("option")).at(-1) as HTMLElement);
    await waitFor(() => expect((lastAsked(host, "list_snippets") as { selector: string }).selector).toMatch(/^sha256:/));
  });

  it("is gone through by arrow keys, and its content follows", async () => {
    const host = await drawImage();
    (await screen.findByRole("grid", { name: "Platforms of this index" })).focus();
    await userEvent.keyboard("{ArrowDown}");
    expect(await screen.findByRole("heading", { name: "Content of linux/arm64/v8" })).toBeDefined();
    await waitFor(() => expect(lastAsked(host, "open_image")).toMatchObject({ selector: digestOf("linux/arm64/v8") }));
  });

  it("lists what refers to it, the attestations of the platform included, each once and how it was found", async () => {
    await drawImage();
    await userEvent.click(screen.getByRole("tab", { name: /^Referrers/ }));
    const table = await screen.findByRole("table", { name: "Referrers" });
    expect(within(table).getAllByRole("row")).toHaveLength(5);
    expect(within(table).getByText("cosign tag")).toBeDefined();
    expect(within(table).getByText("in the index")).toBeDefined();
  });
});

describe("what is inside an image", () => {
  it("is told as build steps with the bytes of each", async () => {
    await drawImage();
    await userEvent.click(await screen.findByRole("tab", { name: /^History/ }));
    const steps = within(await screen.findByRole("list", { name: "Steps of the build" })).getAllByRole("listitem");
    expect(steps).toHaveLength(8);
    expect(steps[0]?.textContent).toContain("28.2 MB");
    expect(steps[1]?.textContent).toContain("no layer");
  });

  it("shows layers that are kept elsewhere as such", async () => {
    await drawImage();
    await userEvent.click(await screen.findByRole("tab", { name: /^Layers/ }));
    expect(await screen.findByText("4 layers, 40.9 MB compressed")).toBeDefined();
    expect(screen.getByText("kept elsewhere")).toBeDefined();
  });

  it("shows hostile labels as text, with nothing run and nothing invisible", async () => {
    await drawImage();
    const labels = await screen.findByRole("table", { name: "Labels" });
    expect(within(labels).getByText("<b>title</b>")).toBeDefined();
    expect(labels.textContent).toContain("⟨U+0007⟩⟨U+200B⟩<img src=x onerror=alert(1)>");
    expect(labels.querySelector("img, b")).toBeNull();
  });

  it("is copied and saved as its exact text", async () => {
    const user = userEvent.setup();
    const host = await drawImage();
    await user.click(screen.getByRole("tab", { name: "Raw" }));
    await user.click(await screen.findByRole("button", { name: "Copy" }));
    const copied = await navigator.clipboard.readText();
    expect(copied).toMatch(/^\{"schemaVersion":2,/);
    await user.click(screen.getByRole("button", { name: "Save to downloads" }));
    expect(lastAsked(host, "save_raw")).toMatchObject({ digest: digestOf("index") });
    expect(await screen.findByText("Saved as /home/ada/Downloads/manifest.json")).toBeDefined();
  });
});

describe("an image by itself", () => {
  it("opened by digest names the index it is part of", async () => {
    await drawImage(insideImage.digest);
    expect(await screen.findByText("Part of index")).toBeDefined();
  });

  it("of Docker schema 1 is shown for reading only", async () => {
    const host = await drawImage("0.1");
    expect(await screen.findByText(/Docker schema 1 image/)).toBeDefined();
    const button = screen.getByRole("button", { name: "Delete image…" });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await userEvent.click(button);
    expect(lastAsked(host, "preview_change")).toBeUndefined();
  });

  it("offers for each tag to rename, move and remove it", async () => {
    const host = await drawImage();
    await userEvent.click(screen.getByRole("button", { name: "latest" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Remove tag…" }));
    await waitFor(() =>
      expect(lastAsked(host, "preview_change")).toMatchObject({ change: { type: "removeTags", repository: "samples/museum", tags: ["latest"] } }),
    );
  });
});
