// What the list of repositories does for a connection to Amazon ECR, and for one that was never reached.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { amazonAnswers } from "../../../tests/fake_amazon";
import { failure, now } from "../../../tests/fake_content";

const row = { name: "eu-west-1/team/app", pinned: false, bookmarked: false, marks: [], tags: 3, images: null, bytes: null, resourceTags: [], lastSeen: now, gone: false };

describe("the list of repositories", () => {
  it("deletes a repository of Amazon ECR itself, after its name was typed", async () => {
    const host = await drawWindow(addresses.registry("ecr"), {
      ...amazonAnswers,
      list_repositories: ({ offset }) => ({ total: 1, all: 1, offset, rows: [row], marks: [], catalog: "yes", observedAt: now, refreshing: false, problem: null }),
    });
    const grid = await screen.findByRole("grid");
    await within(grid).findByRole("row", { name: /team\/app/ });
    grid.focus();
    await userEvent.keyboard("{Home}{Delete}");
    const dialog = within(await screen.findByRole("alertdialog", { name: "Delete eu-west-1/team/app?" }));
    await userEvent.type(dialog.getByRole("textbox"), "eu-west-1/team/app");
    await userEvent.click(dialog.getByRole("button", { name: "Delete repository" }));
    await waitFor(() =>
      expect(host.asked.findLast((each) => each.command === "delete_amazon_repository")?.request).toEqual({ connection: "ecr", repository: "eu-west-1/team/app", typed: "eu-west-1/team/app" }),
    );
    expect(host.asked.some((each) => each.command === "preview_change")).toBe(false);
  });

  it("that never could be read is not said to be empty", async () => {
    await drawWindow(addresses.registry("ecr"), {
      ...amazonAnswers,
      list_repositories: ({ offset }) => ({
        total: 0,
        all: 0,
        offset,
        rows: [],
        marks: [],
        catalog: "unknown",
        observedAt: null,
        refreshing: false,
        problem: failure({ code: { type: "offline" }, hint: { type: "connectionRefused", host: "registry.example.com" } }),
      }),
    });
    expect((await screen.findAllByText(/registry\.example\.com/)).length).toBeGreaterThan(0);
    expect(screen.queryByText(/No repositories/)).toBeNull();
  });
});
