// The Activity screen: what was done, which half of a batch, and the way back.
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";

const grid = (): Promise<HTMLElement> => screen.findByRole("grid", { name: "Activities" });
const inspector = (): HTMLElement => screen.getByRole("complementary", { name: "Inspector" });

describe("activities", () => {
  it("say what was done, to what, with what result, and until when it can be taken back", async () => {
    await drawWindow(addresses.activity());
    const row = within(await grid()).getByRole("row", { name: /Remove 3 tags/ });
    expect(row.textContent).toMatch(/4 minutes ago.*Local registry · team\/app.*done, 3 of 3.*until /);
    expect(within(await grid()).getByRole("row", { name: /Rename tag/ }).textContent).toContain("failed");
  });

  it("say which half of a batch was done, and go on with the rest", async () => {
    const host = await drawWindow(addresses.activity("a5"));
    const items = await screen.findByRole("grid", { name: "What it touched" });
    expect(within(items).getAllByText("done")).toHaveLength(5);
    expect(within(items).getAllByText("failed")).toHaveLength(4);
    await userEvent.click(within(items).getAllByText("failed")[0] as HTMLElement);
    expect((await screen.findByRole("alert")).textContent).toContain("What is missing: delete");
    await userEvent.click(within(inspector()).getByRole("button", { name: "Go on…" }));
    await waitFor(() => expect(host.asked).toContainEqual({ command: "preview_resume", request: "a5" }));
  });

  it("are taken back through the same preview as any change", async () => {
    const host = await drawWindow(addresses.activity());
    await userEvent.click(within(await grid()).getByText("Remove 3 tags"));
    await userEvent.click(await within(inspector()).findByRole("button", { name: "Undo…" }));
    await waitFor(() => expect(host.asked).toContainEqual({ command: "preview_undo", request: "a6" }));
    expect(await screen.findByRole("dialog", { name: /Undo/ })).toBeDefined();
    expect(host.asked.some((each) => each.command === "carry_out")).toBe(false);
  });

  it("offer nothing to take back where nothing can be", async () => {
    await drawWindow(addresses.activity());
    await userEvent.click(within(await grid()).getByText(/^Move tag latest/));
    await within(inspector()).findByText(/undone/);
    expect(within(inspector()).queryByRole("button", { name: "Undo…" })).toBeNull();
  });

  it("that run can be stopped", async () => {
    const host = await drawWindow(addresses.activity("a7"));
    await userEvent.click(await within(inspector()).findByRole("button", { name: "Stop" }));
    expect(host.asked).toContainEqual({ command: "cancel_job", request: "a7" });
  });

  it("keep the open one in the address, so that Back returns to it", async () => {
    await drawWindow(addresses.activity());
    await userEvent.click(within(await grid()).getByText("Remove 3 tags"));
    await userEvent.click(await within(inspector()).findByRole("button", { name: "Open the repository" }));
    await screen.findByRole("heading", { level: 1, name: "team/app" });
    await userEvent.click(screen.getByRole("button", { name: "Back" }));
    expect(await within(await grid()).findByRole("row", { name: /Remove 3 tags/, selected: true })).toBeDefined();
  });

  it("are of one connection when asked", async () => {
    const host = await drawWindow(addresses.activity());
    await userEvent.click(await screen.findByRole("button", { name: /Connection/ }));
    await userEvent.click(await screen.findByRole("option", { name: "Acme production" }));
    await waitFor(() =>
      expect(host.asked).toContainEqual({
        command: "list_activities",
        request: { connection: "prod", offset: 0, limit: 200 },
      }),
    );
  });

  it("are listed anew when one changed", async () => {
    const host = await drawWindow(addresses.activity());
    await grid();
    const asked = (): number => host.asked.filter((each) => each.command === "list_activities").length;
    const before = asked();
    act(() => host.tell({ type: "activityChanged", activity: "a7" }));
    await waitFor(() => expect(asked()).toBe(before + 1));
  });

  it("say what to do while there are none", async () => {
    await drawWindow(addresses.activity(), { list_activities: () => ({ total: 0, offset: 0, rows: [] }) });
    expect(await screen.findByText("Nothing was changed yet")).toBeDefined();
  });
});
