// Rules that a registry follows by itself: shown in words, changed after saying what changes, tried before they run.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { OfferName, VendorRule } from "~/bridge/generated/contract";
import { FailedCall } from "~/bridge/host";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { offers } from "../../../tests/fake_administration";
import { connections, failure } from "../../../tests/fake_content";
import type { Answers, FakeHost } from "../../../tests/fake_host";
import { gitlabCleanup, harborImmutable, harborRetention, quayPrune, ruleRun } from "../../../tests/fake_vendor_rules";

const withVendor: Partial<Answers> = { list_connections: () => connections.map((each) => (each.id === "prod" ? { ...each, kind: "harbor" as const, hasOffers: true } : each)) };

const sent = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

async function openTab(name: string, change: Partial<Answers> = {}): Promise<FakeHost> {
  const host = await drawWindow(addresses.administration("prod"), { ...withVendor, ...change });
  await userEvent.click(await screen.findByRole("tab", { name }));
  return host;
}

/** The rules of one repository, as its vendor has them. */
async function openRules(rule: VendorRule, offer: OfferName, change: Partial<Answers> = {}): Promise<FakeHost> {
  return drawWindow(addresses.administration("prod", "library/app"), {
    ...withVendor,
    read_offers: () => ({ ...offers, scopes: [{ type: "repository" as const, repository: "library/app" }], offers: [{ name: offer, scopes: ["repository" as const] }] }),
    read_vendor_rules: () => ({ rules: [rule], blank: rule.type === "quayPrune" ? { ...rule, value: "", tagPattern: null } : null, places: [], runs: false }),
    ...change,
  });
}

const field = (name: string): HTMLElement => screen.getByRole("textbox", { name });

describe("retention", () => {
  it("says in words what each rule retains, and when", async () => {
    await openTab("Retention");
    const rule = within(await screen.findByRole("listitem", { name: "2 rules say what stays" }));
    expect(rule.getByText("Retain the 10 that were pushed last. Tags: v*, in all repositories")).toBeDefined();
    expect(rule.getByText("Retain what was pulled within 30 days. Tags: all but tmp-*, in all repositories")).toBeDefined();
    expect(rule.getByText("Every day at midnight")).toBeDefined();
  });

  it("shows what changes before it is saved", async () => {
    const host = await openTab("Retention");
    await userEvent.click(await screen.findByRole("button", { name: /^Change: 2 rules/ }));
    const dialog = within(await screen.findByRole("dialog", { name: "Change the rule" }));
    expect(dialog.getByRole("button", { name: "Save" }).getAttribute("aria-disabled")).toBe("true");
    const first = within(dialog.getByRole("group", { name: "Rule 1" }));
    await userEvent.clear(first.getByRole("textbox", { name: "Number" }));
    await userEvent.type(first.getByRole("textbox", { name: "Number" }), "3");
    const change = within(dialog.getByRole("group", { name: "What changes" }));
    expect(change.getByText(/Retain the 10 that were pushed last/)).toBeDefined();
    expect(change.getByText(/Retain the 3 that were pushed last/)).toBeDefined();
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent(host, "set_vendor_rule")).toMatchObject({ before: harborRetention, after: { policy: { rules: [{ amount: 3 }, { amount: 30 }] } } }));
    expect(await screen.findByText("The registry has the rule")).toBeDefined();
  });

  it("has nothing to try or to run before there is a rule, and says so", async () => {
    const host = await drawWindow(addresses.administration("prod", "library/app"), {
      ...withVendor,
      read_offers: () => ({ ...offers, scopes: [{ type: "namespace" as const, name: "library" }], offers: [{ name: "retention", scopes: ["namespace" as const] }] }),
      read_vendor_rules: () => ({ rules: [{ type: "harborRetention", policy: { rules: [], schedule: null } }], blank: null, places: [], runs: true }),
    });
    const dryRun = await screen.findByRole("button", { name: "Dry run" });
    await userEvent.hover(dryRun);
    expect(await screen.findByText("There is no rule yet.")).toBeDefined();
    await userEvent.click(dryRun);
    expect(screen.getByRole("button", { name: "Run now: Retention" }).getAttribute("aria-disabled")).toBe("true");
    expect(sent(host, "start_rule_run")).toBeUndefined();
  });

  it("is tried at the press of a button, and asks before it really runs", async () => {
    const host = await openTab("Retention");
    await userEvent.click(await screen.findByRole("button", { name: "Dry run" }));
    await waitFor(() => expect(sent(host, "start_rule_run")).toMatchObject({ dry: true }));
    await userEvent.click(screen.getByRole("button", { name: "Run now: Retention" }));
    expect(sent(host, "start_rule_run")).toMatchObject({ dry: true });
    const question = within(await screen.findByRole("alertdialog", { name: "Carry the rules out now?" }));
    await userEvent.click(question.getByRole("button", { name: "Carry out" }));
    await waitFor(() => expect(sent(host, "start_rule_run")).toMatchObject({ dry: false }));
  });

  it("shows what a run kept and took, with its log", async () => {
    await openTab("Retention");
    await userEvent.click(await screen.findByRole("button", { name: /^Details of the run/ }));
    const tasks = within(await screen.findByRole("table", { name: "Tasks" }));
    expect(tasks.getByRole("row", { name: /app.*11 stay, 3 go/ })).toBeDefined();
    await userEvent.click(tasks.getByRole("button", { name: "Log of app" }));
    expect((await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Log" })).value).toContain("DEL");
  });

  it("says the registry’s own reason where it takes no such rule", async () => {
    const refusal = failure({ code: { type: "conflict" }, hint: { type: "ruleRefused", said: "only 15 rules are allowed" }, retry: "afterChange" });
    await openTab("Retention", {
      set_vendor_rule: () => {
        throw new FailedCall(refusal);
      },
    });
    await userEvent.click(await screen.findByRole("button", { name: /^Change: 2 rules/ }));
    await userEvent.click(await screen.findByRole("button", { name: "Remove rule 2" }));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("It says: only 15 rules are allowed")).toBeDefined();
  });

  it("says why rules can’t be read", async () => {
    const refusal = failure({ code: { type: "forbidden" }, hint: { type: "missingPermission", host: "harbor.example", scope: "" }, retry: "afterChange" });
    await openTab("Retention", {
      read_vendor_rules: () => {
        throw new FailedCall(refusal);
      },
    });
    expect(await screen.findByRole("alert")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Dry run" })).toBeNull();
  });

  it("changes nothing on a connection that only reads", async () => {
    await openTab("Retention", { list_connections: () => connections.map((each) => (each.id === "prod" ? { ...each, hasOffers: true, readOnly: true } : each)) });
    const change = await screen.findByRole("button", { name: /^Change: 2 rules/ });
    expect(change.getAttribute("aria-disabled")).toBe("true");
    expect(screen.getByRole("button", { name: "Run now: Retention" }).getAttribute("aria-disabled")).toBe("true");
  });
});

describe("pruning", () => {
  it("is made with what is missing said first", async () => {
    const host = await openRules(quayPrune, "retention");
    await userEvent.click(await screen.findByRole("button", { name: "New rule…" }));
    expect(screen.getByRole("button", { name: "Create" }).getAttribute("aria-disabled")).toBe("true");
    await userEvent.type(field("The newest stay"), "5");
    await userEvent.type(field("Expression"), "^v");
    await userEvent.click(screen.getByRole("button", { name: "Create" }));
    await waitFor(() => expect(sent(host, "set_vendor_rule")).toMatchObject({ before: null, after: { method: "number_of_tags", value: "5", tagPattern: "^v" } }));
  });

  it("is removed after a question", async () => {
    const host = await openRules(quayPrune, "retention");
    await userEvent.click(await screen.findByRole("button", { name: /^Remove: / }));
    const question = within(await screen.findByRole("alertdialog", { name: "Remove this rule?" }));
    await userEvent.click(question.getByRole("button", { name: "Remove rule" }));
    await waitFor(() => expect(sent(host, "set_vendor_rule")).toMatchObject({ before: quayPrune, after: null }));
  });

  it("names the tags that would go, and takes them by a plan or has GitLab do it", async () => {
    const host = await openRules(gitlabCleanup, "retention");
    const open = async (): Promise<void> => userEvent.click(await screen.findByRole("button", { name: /^What would it take/ }));
    await open();
    const tags = within(await screen.findByRole("table", { name: "Tags that would go" }));
    expect(tags.getAllByRole("row")).toHaveLength(3);
    await userEvent.click(screen.getByRole("button", { name: "Have GitLab remove them" }));
    await waitFor(() => expect(sent(host, "remove_matching_tags")).toEqual({ of: { connection: "prod", repository: "library/app" }, rule: gitlabCleanup }));
    await open();
    await screen.findByRole("table", { name: "Tags that would go" });
    await userEvent.click(screen.getByRole("button", { name: "Remove by Portolan…" }));
    await waitFor(() => expect(sent(host, "preview_change")).toEqual({ connection: "prod", change: { type: "removeTags", repository: "library/app", tags: ["dev-1", "dev-2"] } }));
  });

  it("says that it can’t be reckoned, and takes nothing then", async () => {
    await openRules(gitlabCleanup, "retention", { preview_prune: () => ({ takes: [], stay: 0, undated: 0, unsayable: { type: "expression", text: "(?<a" } }) });
    await userEvent.click(await screen.findByRole("button", { name: /^What would it take/ }));
    expect(await screen.findByText(/can’t read the expression \(\?<a/)).toBeDefined();
    expect(screen.getByRole("button", { name: "Remove by Portolan…" }).getAttribute("aria-disabled")).toBe("true");
  });
});

describe("immutable tags", () => {
  it("are set by Docker Hub’s expressions, with the tags that each is for", async () => {
    const hub: VendorRule = { type: "hubImmutable", enabled: true, expressions: ["v.*"] };
    const host = await openRules(hub, "immutability");
    await userEvent.click(await screen.findByRole("button", { name: "Change: Some tags may not move" }));
    expect(await screen.findByText("2 tags of today: v1, v2")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Add an expression" }));
    const second = within(screen.getByRole("group", { name: "Expression 2" }));
    await userEvent.type(second.getByRole("textbox", { name: "Expression" }), "stable");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent(host, "set_vendor_rule")).toMatchObject({ before: hub, after: { expressions: ["v.*", "stable"] } }));
  });

  it("are switched off by Harbor’s rule without losing it", async () => {
    const host = await openTab("Immutable tags");
    await userEvent.click(await screen.findByRole("button", { name: "Change: Tags that may not move" }));
    await userEvent.click(screen.getByRole("checkbox", { name: "The rule is in force" }));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent(host, "set_vendor_rule")).toMatchObject({ before: harborImmutable, after: { rule: { disabled: true } } }));
  });
});

describe("replication", () => {
  it("says what goes where, and stops a run", async () => {
    const host = await openTab("Replication", { list_rule_runs: () => [ruleRun({ state: "running", dry: false, tasks: { succeeded: 1, failed: 1, total: 2 } })] });
    const rule = within(await screen.findByRole("listitem", { name: "to-the-edge" }));
    expect(rule.getByText("From this Harbor to edge")).toBeDefined();
    expect(rule.getByText("name: library/**")).toBeDefined();
    expect(await rule.findByText("1 of 2, 1 failed")).toBeDefined();
    expect(rule.queryByRole("button", { name: "Dry run" })).toBeNull();
    await userEvent.click(rule.getByRole("button", { name: /^Stop the run/ }));
    await waitFor(() => expect(sent(host, "stop_rule_run")).toMatchObject({ run: 7, of: { rule: { type: "harborReplication" } } }));
  });
});

describe("locks", () => {
  const digest = `sha256:${"a".repeat(64)}`;

  it("are shown on an image, set and lifted", async () => {
    const free = { write: true, delete: true, list: true, read: true };
    const lock: VendorRule = { type: "azureLock", tag: "1.4", digest: null, may: free };
    const host = await drawWindow(addresses.image("prod", "library/app", "1.4"), { ...withVendor, read_locks: () => [{ ...lock, tag: null }, lock] });
    await userEvent.click(await screen.findByRole("button", { name: "Lock…" }));
    const tag = within(await screen.findByRole("group", { name: "The tag 1.4" }));
    await userEvent.click(tag.getByRole("checkbox", { name: "It may be deleted" }));
    await userEvent.click(tag.getByRole("button", { name: "Save: The tag 1.4" }));
    await waitFor(() => expect(sent(host, "set_vendor_rule")).toMatchObject({ before: lock, after: { may: { ...free, delete: false } } }));
  });

  it("are not there where the registry locks nothing", async () => {
    await drawWindow(addresses.image("prod", "library/app", digest), withVendor);
    await screen.findByRole("button", { name: "Delete image…" }).catch(() => undefined);
    expect(screen.queryByRole("button", { name: "Lock…" })).toBeNull();
  });
});
