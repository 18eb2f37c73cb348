// Images saved to a file or engine, and pushed from one: what is asked, what is refused, what is sent.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { DraggedFiles, Host } from "~/bridge/host";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { digestOf } from "../../../tests/fake_content";
import { museumAnswers } from "../../../tests/fake_images";
import type { FakeHost } from "../../../tests/fake_host";
import { clashOf, tagOfName, wantedOfFile } from "./copy_wish";
import { fileName } from "./place_words";

const repository = { connection: "local", repository: "samples/museum" };
const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

const openRepository = async (system: Pick<Host, "chooseFile" | "hearFiles"> = {}): Promise<FakeHost> => {
  const host = await drawWindow(addresses.repository("local", "samples/museum"), museumAnswers, system);
  await screen.findByRole("row", { name: /^1\.4\.2/ });
  return host;
};

const openSave = async (system: Pick<Host, "chooseFile"> = {}): Promise<FakeHost> => {
  const host = await openRepository(system);
  screen.getByRole("grid", { name: "Images of samples/museum" }).focus();
  await userEvent.keyboard("{Home}");
  await userEvent.click(await screen.findByRole("button", { name: "Actions" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Save to file or engine…" }));
  return host;
};

describe("saving images", () => {
  it("asks for a place that the system's dialog gives, and previews it", async () => {
    const host = await openSave({ chooseFile: async (wanted) => `/home/ada/${wanted.newName}` });
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole("button", { name: "Preview" }).getAttribute("aria-disabled")).toBe("true");
    await userEvent.click(dialog.getByRole("button", { name: "Choose a file…" }));
    await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
    await waitFor(() =>
      expect(lastAsked(host, "preview_copy")).toMatchObject({
        source: { type: "repository", ...repository },
        destination: { type: "file", form: "ociArchive", path: expect.stringMatching(/^\/home\/ada\/museum/) },
        referrers: true,
      }),
    );
    expect(await dialog.findByText(/^The file is there when all of it is/)).toBeDefined();
    expect(dialog.getByRole("button", { name: "Save" })).toBeDefined();
  });

  it("takes one platform for an engine, and no path", async () => {
    const host = await openSave();
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: /Save as/ }));
    await userEvent.click(await screen.findByRole("option", { name: /Into Podman/ }));
    expect(dialog.queryByRole("textbox", { name: "File" })).toBeNull();
    await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
    await waitFor(() =>
      expect(lastAsked(host, "preview_copy")).toMatchObject({ destination: { type: "engine", name: "Podman", image: null }, platforms: ["linux/amd64"], referrers: false }),
    );
    expect(await dialog.findByRole("button", { name: "Pull into it" })).toBeDefined();
    expect(dialog.getByText(/not taken back by an undo/)).toBeDefined();
  });

  it("saves the whole repository, in the form that is chosen", async () => {
    const host = await openRepository({ chooseFile: async (wanted) => `/home/ada/${wanted.newName}` });
    await userEvent.click(await screen.findByRole("button", { name: "Save the whole repository to file or engine…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Save the whole repository" }));
    await userEvent.click(dialog.getByRole("button", { name: "Choose a file…" }));
    await userEvent.click(dialog.getByRole("button", { name: /Form of the manifests/ }));
    await userEvent.click(await screen.findByRole("option", { name: "OCI" }));
    await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
    await waitFor(() =>
      expect(lastAsked(host, "preview_copy")).toMatchObject({ images: [], destination: { type: "file", path: "/home/ada/museum.tar" }, conversion: { form: "oci", zstd: false } }),
    );
  });
});

describe("pushing from this computer", () => {
  it("looks into a file that is dropped on the repository, and pushes what was chosen of it", async () => {
    let drop: (files: DraggedFiles) => void = () => {};
    const host = await openRepository({
      hearFiles: (onFiles) => {
        drop = onFiles;
        return () => {};
      },
    });
    drop({ type: "over" });
    expect(await screen.findByText("Drop it to push its images here")).toBeDefined();
    drop({ type: "dropped", paths: ["/home/ada/museum.tar"] });
    const dialog = within(await screen.findByRole("dialog", { name: "Push from this computer" }));
    expect(await dialog.findByText("docker save archive with 2 images")).toBeDefined();
    await userEvent.click(dialog.getByRole("checkbox", { name: /^sha256/ }));
    const tags = dialog.getByRole("textbox", { name: "Tags of docker.io/library/museum:2.0" });
    await userEvent.type(tags, " latest");
    await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
    await waitFor(() =>
      expect(lastAsked(host, "preview_copy")).toMatchObject({
        source: { type: "file", path: "/home/ada/museum.tar", form: "dockerArchive" },
        destination: { type: "repository", ...repository },
        images: [{ from: digestOf("saved"), tags: ["2.0", "latest"] }],
      }),
    );
  });

  it("pushes an image of an engine under its own tag", async () => {
    const host = await openRepository();
    await userEvent.click(screen.getByRole("button", { name: "Push from file or engine…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Push from this computer" }));
    await userEvent.click(await dialog.findByRole("button", { name: /From/ }));
    await userEvent.click(await screen.findByRole("option", { name: /Podman/ }));
    await userEvent.click(dialog.getByRole("radio", { name: /museum:1\.5/ }));
    await userEvent.click(dialog.getByRole("button", { name: "Preview" }));
    await waitFor(() =>
      expect(lastAsked(host, "preview_copy")).toMatchObject({
        source: { type: "engine", name: "Podman", image: "docker.io/library/museum:1.5" },
        images: [{ from: "docker.io/library/museum:1.5", tags: ["1.5"] }],
      }),
    );
  });
});

describe("what is said of a file", () => {
  const image = { name: "museum:1", tag: "1", digest: "sha256:aa", bytes: 1, platforms: [] };

  it("is pushed under its own tag unless another was typed or it was left out", () => {
    expect(wantedOfFile([image, image, image], { 1: { tags: "2 3" }, 2: { isOff: true } })).toEqual([
      { from: "sha256:aa", tags: ["1"] },
      { from: "sha256:aa", tags: ["2", "3"] },
    ]);
    expect(clashOf(["1", "2", "1"])).toBe("1");
    expect(clashOf(["1", "2"])).toBeUndefined();
  });

  it("reads the tag of a whole name and the name of a path", () => {
    expect(tagOfName("localhost:5000/team/app:1.5")).toBe("1.5");
    expect(tagOfName("localhost:5000/team/app")).toBe("");
    expect(tagOfName(`sha256:${"a".repeat(64)}`)).toBe("");
    expect(fileName("C:\\images\\app.tar")).toBe("app.tar");
    expect(fileName("/images/layout/")).toBe("layout");
  });
});
