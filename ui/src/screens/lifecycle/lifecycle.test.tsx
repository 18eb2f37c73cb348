// Portolan's own rules in the window: built or written, previewed, carried out by the changes' own question, kept with a schedule.
import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { RetentionRun } from "~/bridge/generated/contract";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { connections } from "../../../tests/fake_content";
import type { FakeHost } from "../../../tests/fake_host";

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;
const connection = connections[0]?.id ?? "";
const address = addresses.lifecycle(connection, "team/app");

describe("rules of what stays", () => {
  it("are in step with their document, and say what is wrong at the rule", async () => {
    await drawWindow(address);
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    const rule = within(await screen.findByRole("group", { name: "Rule 1" }));
    const document = screen.getByRole<HTMLTextAreaElement>("textbox", { name: /^Rules \(JSON\)/ });
    expect(document.value).toContain('"orderBy": "created"');
    await userEvent.clear(rule.getByRole("textbox", { name: "Keep" }));
    expect(await rule.findByText("selection.countNumber")).toBeDefined();
    await userEvent.type(rule.getByRole("textbox", { name: "Keep" }), "3");
    await waitFor(() => expect(document.value).toContain('"countNumber": 3'));
    const shown = within(await screen.findByRole("region", { name: "What it means" }));
    expect(await shown.findByText("2 deleted")).toBeDefined();
    expect(shown.getByText(/4[.,]2 MB freed/)).toBeDefined();
    expect(shown.getByText(/rule 1 takes it in 27 days/)).toBeDefined();
  });

  it("say what they save a month by the price that is set for the registry", async () => {
    await drawWindow(address);
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    expect(await screen.findByRole("button", { name: "Set a price" })).toBeDefined();
    cleanup();
    const kept = JSON.stringify({ addresses: [address], front: 0 });
    await drawWindow(address, { read_window_state: ({ key }) => ({ key, value: key === "tabs" ? kept : key === `price.${connection}` ? '"25"' : null }) });
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    expect(await screen.findByText("0.0978 less a month")).toBeDefined();
  });

  it("are carried out as they were shown, by the question that every change asks", async () => {
    const host = await drawWindow(address);
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    await userEvent.click(await screen.findByRole("button", { name: "Carry out: 2 images…" }));
    await waitFor(() =>
      expect(lastAsked(host, "preview_change")).toEqual({
        connection,
        change: { type: "applyRules", repository: "team/app", preview: "shown", images: 2, tags: 0 },
      }),
    );
  });

  it("take nothing while something is not known, and offer to read it", async () => {
    const host = await drawWindow(address);
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    const rule = within(await screen.findByRole("group", { name: "Rule 1" }));
    await userEvent.type(rule.getByRole("textbox", { name: "Description" }), "not-read");
    expect(await screen.findByText("It is not known where 12 tags point.")).toBeDefined();
    expect(screen.getByText(/^The tag nightly could not be followed, so nothing of this repository goes: /)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Read them now" }));
    await waitFor(() => expect(lastAsked(host, "load_details")).toEqual({ connection, repository: "team/app" }));
  });

  it("are kept with a schedule that only tells until one says otherwise", async () => {
    const host = await drawWindow(address);
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    await userEvent.click(await screen.findByRole("button", { name: /How often$/ }));
    await userEvent.click(await screen.findByRole("option", { name: "every day at" }));
    expect(screen.getByRole<HTMLInputElement>("switch", { name: "Carry out what the rules say" }).checked).toBe(false);
    await waitFor(() => expect(screen.getByRole("button", { name: "Save rules" }).getAttribute("aria-disabled")).not.toBe("true"));
    await userEvent.click(screen.getByRole("button", { name: "Save rules" }));
    await waitFor(() =>
      expect(lastAsked(host, "keep_retention")).toMatchObject({ schedule: { carryOut: false, rhythm: { type: "daily", minute: 210 } } }),
    );
  });

  it("keep what Amazon ECS runs, asked by the person’s profile and region", async () => {
    await drawWindow(address);
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    await userEvent.click(screen.getByText("What is in use stays"));
    await userEvent.click(screen.getByRole("checkbox", { name: /Amazon ECS/ }));
    await userEvent.type(await screen.findByRole("textbox", { name: "AWS profile" }), "ops");
    await userEvent.type(screen.getByRole("textbox", { name: "Region" }), "eu-west-1");
    const document = screen.getByRole<HTMLTextAreaElement>("textbox", { name: /^Rules \(JSON\)/ });
    await waitFor(() => expect(JSON.parse(document.value)).toMatchObject({ inUse: { ecs: ["ops@eu-west-1"] } }));
  });

  it("put images into the archive where the registry has one, when one presses for it", async () => {
    const host = await drawWindow(address);
    const document = await screen.findByRole("textbox", { name: /^Rules \(JSON\)/ });
    const rule = { rulePriority: 1, selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 1 }, action: { type: "transition", targetStorageClass: "archive" } };
    await userEvent.clear(document);
    await userEvent.click(document);
    await userEvent.paste(JSON.stringify({ rules: [rule] }));
    await userEvent.click(await screen.findByRole("button", { name: "Archive: 1 image…" }));
    const dialog = within(await screen.findByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: /^Archive/ }));
    await waitFor(() => expect(lastAsked(host, "set_storage_class")).toMatchObject({ connection, repository: "team/app", archive: true }));
  });

  it("tell what came of their turn, by a toast and by the system", async () => {
    const told: string[] = [];
    const host = await drawWindow(address, {}, { notify: (title, text) => void told.push(`${title}: ${text}`) });
    await screen.findByRole("button", { name: "Add a rule" });
    const run: RetentionRun = { at: 0, late: true, outcome: "told", images: 2, tags: 0, freed: null, unsure: 0, heldBy: null, archived: null };
    act(() => host.tell({ type: "retentionRan", connection, repository: "team/app", run: { ...run, outcome: "nothing", late: false } }));
    act(() => host.tell({ type: "retentionRan", connection, repository: "team/app", run }));
    expect(await screen.findByText("told: 2 images would go (late)")).toBeDefined();
    expect(screen.queryByText(/nothing was to go/)).toBeNull();
    expect(told).toEqual(["Rules of team/app: told: 2 images would go (late)"]);
  });

  it("say why ECR can’t have them", async () => {
    await drawWindow(address);
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    await userEvent.click(screen.getByText("Expressions and exclusions"));
    const field = await screen.findByRole("textbox", { name: /^With tags that meet/ });
    await userEvent.type(field, "a+");
    await userEvent.click(await screen.findByText("For Amazon ECR"));
    expect(await screen.findByText(/it has no regular expressions/)).toBeDefined();
  });
});
