// The archive of a registry that has one, in the window.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { amazonAnswers, amazonRows } from "../../../tests/fake_amazon";
import { failure } from "../../../tests/fake_content";

const first = amazonRows[0]?.digest ?? "";

const openMenu = async (): Promise<void> => {
  const grid = await screen.findByRole("grid", { name: /^Images of/ });
  grid.focus();
  await userEvent.keyboard("{Home}");
  await userEvent.click(await screen.findByRole("button", { name: "Actions" }));
};

describe("the archive", () => {
  it("takes images away after saying what that means", async () => {
    const host = await drawWindow(addresses.repository("ecr", "eu-west-1/team/app"), amazonAnswers);
    await openMenu();
    await userEvent.click(await screen.findByRole("menuitem", { name: "Archive…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Put 1 image into the archive?" }));
    expect(dialog.getByText(/at least 90 days/)).toBeDefined();
    expect(dialog.getByText(/up to 20 minutes/)).toBeDefined();
    await userEvent.click(dialog.getByRole("button", { name: "Archive" }));
    await waitFor(() =>
      expect(host.asked.findLast((each) => each.command === "set_storage_class")?.request).toEqual({ connection: "ecr", repository: "eu-west-1/team/app", digests: [first], archive: true }),
    );
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("names each image that stayed where it was", async () => {
    await drawWindow(addresses.repository("ecr", "eu-west-1/team/app"), {
      ...amazonAnswers,
      set_storage_class: () => ({ done: 0, failed: [{ digest: first, failure: failure({ code: { type: "conflict" }, detail: "it is being restored" }) }] }),
    });
    await openMenu();
    await userEvent.click(await screen.findByRole("menuitem", { name: "Archive…" }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Archive" }));
    expect(await dialog.findByText("1 image stayed where it was:")).toBeDefined();
    expect(dialog.getByText("it is being restored")).toBeDefined();
  });

  it("is not offered where the registry has none", async () => {
    const { list_images: _, ...others } = amazonAnswers;
    await drawWindow(addresses.repository("ecr", "eu-west-1/team/app"), others);
    await screen.findByRole("grid", { name: /^Images of/ });
    expect(screen.queryByRole("menuitem", { name: "Archive…" })).toBeNull();
  });
});
