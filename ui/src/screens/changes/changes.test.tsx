// From the wish to the way back: forms, the plan's question, what stops it, and undo.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Plan } from "~/bridge/generated/contract";
import { FailedCall } from "~/bridge/host";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { day, digestOf, failure, now } from "../../../tests/fake_content";
import { direPlan, museum, museumAnswers } from "../../../tests/fake_images";
import type { Answers, FakeHost } from "../../../tests/fake_host";

const planWith = (change: Partial<Plan>): Partial<Answers> => ({
  preview_change: ({ connection, change: wanted }) => ({ ...direPlan({ type: "change", change: wanted }), connection, ...change }),
});

const drawSelected = async (change: Partial<Answers> = {}): Promise<FakeHost> => {
  const host = await drawWindow(addresses.repository("local", "samples/museum"), { ...museumAnswers, ...change });
  await userEvent.click(await screen.findByRole("row", { name: /^1\.4\.2/ }));
  return host;
};
const asked = (host: FakeHost, command: string): unknown[] =>
  host.asked.filter((each) => each.command === command).map((each) => each.request);

describe("the question before a change", () => {
  it("says what goes, what breaks, what follows, and whether it can be undone, before the one red button", async () => {
    const host = await drawSelected();
    await userEvent.keyboard("{Delete}");
    const dialog = await screen.findByRole("alertdialog", { name: "Delete 1 image" });
    expect(within(dialog).getByText("2 images go, 254 MB compressed.")).toBeDefined();
    expect(within(dialog).getByRole("region", { name: "2 tags go with it" }).textContent).toContain("latest");
    expect(within(dialog).getByRole("region", { name: "1 index breaks" }).textContent).toContain("2024-bundle");
    expect(within(dialog).getByRole("region", { name: "2 signatures, SBOMs or attestations follow" })).toBeDefined();
    expect(within(dialog).getByText("This connection is marked as production.")).toBeDefined();
    expect(within(dialog).getByText("Undo is likely")).toBeDefined();
    await userEvent.click(within(dialog).getByRole("checkbox", { name: /^Keep the layers here too \(254 MB\)/ }));
    expect(within(dialog).getByText("Undo is certain")).toBeDefined();
    expect(asked(host, "carry_out")).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete image" }));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
    expect(asked(host, "carry_out")).toEqual([{ plan: "dire", typed: "", keepLayers: true }]);
  });

  it("says until when the registry itself restores it, what follows, and that kept layers last longer", async () => {
    const undo: Plan["undo"] = { certainty: "certain", until: now + 14 * day, canKeepLayers: true, layerBytes: 1_000, restorableUntil: now + 3 * day, missingBlobs: [] };
    await drawSelected(planWith({ undo }));
    await userEvent.keyboard("{Delete}");
    const dialog = within(await screen.findByRole("alertdialog", { name: "Delete 1 image" }));
    expect(dialog.getByText(/The registry itself keeps it and can restore it until/)).toBeDefined();
    expect(dialog.getByText(/After that it is put back from here/)).toBeDefined();
    await userEvent.click(dialog.getByRole("checkbox", { name: /^Keep the layers here too/ }));
    expect(dialog.queryByText(/can restore it until/)).toBeNull();
    expect(dialog.getByText(/Everything that is needed to put it back is kept/)).toBeDefined();
  });

  it("says of an undo that the registry's own time for it is over", async () => {
    await drawSelected({
      preview_undo: (activity) => ({ ...direPlan({ type: "undo", activity }), warnings: [{ type: "noLongerRestorable", until: now - day }] }),
    });
    await userEvent.keyboard("{Control>}z{/Control}");
    const dialog = await screen.findByRole("dialog", { name: /^Undo/ });
    expect(within(dialog).getByText(/and no longer does: it is put back from what was kept here/)).toBeDefined();
  });

  it("is not asked where the plan needs no confirmation", async () => {
    const host = await drawSelected(planWith({ confirmation: { type: "none" } }));
    await userEvent.keyboard("{Delete}");
    await waitFor(() => expect(asked(host, "carry_out")).toHaveLength(1));
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });

  it("names the indexes that keep an image, and offers to delete them too", async () => {
    const index = digestOf("index around it");
    const host = await drawSelected({
      preview_change: ({ connection, change }) => {
        if (change.type === "deleteImages" && change.digests.length === 1) {
          throw new FailedCall(failure({ code: { type: "conflict" }, hint: { type: "insideIndexes", indexes: [index] }, retry: "afterChange" }));
        }
        return { ...direPlan({ type: "change", change }), connection };
      },
    });
    await userEvent.keyboard("{Delete}");
    const dialog = await screen.findByRole("alertdialog", { name: "Delete 1 image" });
    expect(within(dialog).getByText("An index contains this image")).toBeDefined();
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete the index too" }));
    await waitFor(() =>
      expect(asked(host, "preview_change").at(-1)).toMatchObject({ change: { type: "deleteImages", digests: [museum[0]?.digest, index] } }),
    );
    expect(await screen.findByRole("alertdialog", { name: "Delete 2 images" })).toBeDefined();
  });

  it("wants the name typed where much would be lost", async () => {
    const host = await drawSelected(planWith({ confirmation: { type: "typeName", text: "museum" } }));
    await userEvent.keyboard("{Delete}");
    const dialog = await screen.findByRole("alertdialog");
    const field = within(dialog).getByRole("textbox", { name: "Type museum to confirm" });
    expect(document.activeElement).toBe(field);
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete image" }));
    await userEvent.type(field, "musea{Enter}");
    expect(within(dialog).getByText("This is not museum.")).toBeDefined();
    expect(asked(host, "carry_out")).toEqual([]);
    await userEvent.type(field, "{Backspace}um{Enter}");
    await waitFor(() => expect(asked(host, "carry_out")).toEqual([{ plan: "dire", typed: "museum", keepLayers: false }]));
  });

  it("says what differs when the registry has moved on, and looks again", async () => {
    const hint = { type: "registryChanged", what: ["latest", digestOf("index")] } as const;
    const host = await drawSelected({
      carry_out: () => {
        throw new FailedCall(failure({ code: { type: "conflict" }, hint: { ...hint, what: [...hint.what] }, retry: "afterChange" }));
      },
    });
    await userEvent.keyboard("{Delete}");
    const dialog = await screen.findByRole("alertdialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete image" }));
    expect((await screen.findByRole("alert")).textContent).toContain("What differs from the plan: latest");
    expect(screen.queryByRole("button", { name: "Delete image" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Look again" }));
    expect(await screen.findByRole("button", { name: "Delete image" })).toBeDefined();
    expect(asked(host, "preview_change")).toHaveLength(2);
  });

  it("offers no undo that cannot work, and names the blobs that are gone", async () => {
    const host = await drawSelected({
      preview_undo: (activity) => ({
        ...direPlan({ type: "undo", activity }),
        undo: { certainty: "impossible", until: null, canKeepLayers: false, layerBytes: null, restorableUntil: null, missingBlobs: [digestOf("gone")] },
        confirmation: { type: "none" },
      }),
    });
    await userEvent.keyboard("{Control>}z{/Control}");
    const dialog = await screen.findByRole("dialog", { name: /^Undo/ });
    expect(within(dialog).getByText("This cannot work: what is needed is gone.")).toBeDefined();
    expect(within(dialog).getByText("1 blob is gone already:")).toBeDefined();
    expect(within(dialog).queryByRole("button", { name: "Undo" })).toBeNull();
    expect(asked(host, "carry_out")).toEqual([]);
  });
});

describe("the forms of tags", () => {
  it("add a tag by keyboard alone, and refuse what is no tag", async () => {
    const host = await drawSelected();
    await userEvent.keyboard("{Insert}");
    const field = await screen.findByRole("textbox", { name: "Tag" });
    expect(document.activeElement).toBe(field);
    await userEvent.keyboard("not a tag{Enter}");
    expect(screen.getByText(/^A tag has letters, digits/)).toBeDefined();
    expect(asked(host, "preview_change")).toEqual([]);
    await userEvent.clear(field);
    await userEvent.type(field, "stable{Enter}");
    expect(await screen.findByRole("dialog", { name: "Add tag stable" })).toBeDefined();
    expect(asked(host, "preview_change")).toMatchObject([{ change: { type: "addTag", digest: museum[0]?.digest, tag: "stable" } }]);
  });

  it("come back as they were sent where the name is taken", async () => {
    const taken = failure({ code: { type: "conflict" }, hint: { type: "tagExists", tag: "stable" }, retry: "afterChange" });
    await drawSelected({
      preview_change: () => {
        throw new FailedCall(taken);
      },
    });
    await userEvent.keyboard("{Insert}");
    await userEvent.type(await screen.findByRole("textbox", { name: "Tag" }), "stable{Enter}");
    expect(await screen.findByText("The tag stable is already there")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    expect((await screen.findByRole<HTMLInputElement>("textbox", { name: "Tag" })).value).toBe("stable");
  });

  it("rename one tag of several", async () => {
    const host = await drawSelected();
    await userEvent.keyboard("{F2}");
    const field = await screen.findByRole("textbox", { name: "New name" });
    await userEvent.clear(field);
    await userEvent.type(field, "1.4.3{Enter}");
    await waitFor(() =>
      expect(asked(host, "preview_change")).toMatchObject([{ change: { type: "renameTag", from: "1.4.2", to: "1.4.3" } }]),
    );
  });

  it("move a tag to the image that is looked up", async () => {
    const host = await drawSelected();
    await userEvent.keyboard("{Control>}m{/Control}");
    await userEvent.type(await screen.findByRole("searchbox", { name: "To which image" }), "sbom-1");
    await waitFor(() => expect(screen.getAllByRole("radio")).toHaveLength(1));
    await userEvent.keyboard("{Enter}");
    await waitFor(() =>
      expect(asked(host, "preview_change")).toMatchObject([{ change: { type: "moveTag", tag: "1.4.2", digest: digestOf("sbom") } }]),
    );
  });

  it("remove some tags of an image, those included that its row has no room for", async () => {
    const host = await drawSelected();
    await userEvent.click(await screen.findByRole("row", { name: /^2\.63/ }));
    await userEvent.keyboard("{Shift>}{Delete}{/Shift}");
    const choices = await screen.findByRole("group", { name: "Which tags" });
    await userEvent.click(await within(choices).findByRole("checkbox", { name: "2.0" }));
    await userEvent.click(within(choices).getByRole("checkbox", { name: "2.63" }));
    await userEvent.click(screen.getByRole("button", { name: "Remove 2 tags" }));
    await waitFor(() =>
      expect(asked(host, "preview_change")).toMatchObject([{ change: { type: "removeTags", tags: ["2.63", "2.0"] } }]),
    );
  });
});
