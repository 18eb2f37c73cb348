// Amazon ECR in the window: a connection with its regions, settings that are saved, rules and document in step.
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { SignInQuestion } from "~/bridge/generated/contract";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { amazonAnswers } from "../../../tests/fake_amazon";
import type { FakeHost } from "../../../tests/fake_host";

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

describe("a connection to Amazon ECR", () => {
  it("is made of a profile, whose region is chosen with it, and of more regions", async () => {
    const host = await drawWindow(addresses.newConnection());
    await userEvent.click(screen.getByRole("radio", { name: /^Amazon ECR/ }));
    await userEvent.click(await screen.findByRole("button", { name: /Profile$/ }));
    await userEvent.click(await screen.findByRole("option", { name: "work" }));
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: /^eu-west-1/ }).checked).toBe(true);
    await userEvent.click(screen.getByRole("checkbox", { name: /^us-east-1/ }));
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: /^eu-central-1/ }).disabled).toBe(false);
    await userEvent.click(screen.getByRole("button", { name: "Add" }));
    await waitFor(() =>
      expect(lastAsked(host, "add_connection")).toMatchObject({
        amazon: { signIn: { type: "profile", name: "work" }, regions: ["eu-west-1", "us-east-1"], role: null },
      }),
    );
  });

  it("is offered for a pasted reference, with its region", async () => {
    await drawWindow(addresses.newConnection("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:1.0"));
    expect(screen.getByRole<HTMLInputElement>("radio", { name: /^Amazon ECR/ }).checked).toBe(true);
    expect((await screen.findByRole<HTMLInputElement>("checkbox", { name: /^us-east-1/ })).checked).toBe(true);
  });

  it("shows the real reference in the address box", async () => {
    await drawWindow(addresses.repository("ecr", "us-east-1/team/app"), amazonAnswers);
    await waitFor(() => expect(screen.getByDisplayValue("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app")).toBeDefined());
  });
});

describe("a sign-in that waits", () => {
  /** The window, of which a sign-in asks something once it is there. */
  const drawAsking = async (ask: SignInQuestion["ask"]): Promise<FakeHost> => {
    const questions: SignInQuestion[] = [];
    const host = await drawWindow("/", { list_sign_in_questions: () => [...questions] });
    questions.push({ id: "q1", connection: null, ask });
    act(() => host.tell({ type: "signInQuestionsChanged" }));
    return host;
  };

  it("asks for the code of a device, and takes six digits", async () => {
    const host = await drawAsking({ type: "code", device: "arn:aws:iam::1:mfa/ada", role: "Push", refused: "the code is too old" });
    const dialog = within(await screen.findByRole("dialog", { name: "Code of your MFA device" }));
    expect(dialog.getByText(/the code is too old/)).toBeDefined();
    await userEvent.type(dialog.getByRole("textbox", { name: "Code" }), "123456{Enter}");
    await waitFor(() => expect(lastAsked(host, "answer_sign_in")).toEqual({ id: "q1", code: "123456" }));
  });

  it("shows the code to compare in the browser, and opens the page by a press", async () => {
    const host = await drawAsking({ type: "browser", address: "https://device.sso.example/?code=ABCD", code: "ABCD-EFGH", expires: Date.now() + 60_000 });
    const dialog = within(await screen.findByRole("dialog", { name: "Confirm in the browser" }));
    expect(dialog.getByText("ABCD-EFGH")).toBeDefined();
    await userEvent.click(dialog.getByRole("button", { name: "Open the page" }));
    await waitFor(() => expect(lastAsked(host, "open_link")).toEqual({ url: "https://device.sso.example/?code=ABCD" }));
    await userEvent.click(dialog.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(lastAsked(host, "answer_sign_in")).toEqual({ id: "q1", code: null }));
  });
});

describe("the settings of a repository", () => {
  it("are saved one by one, and a filter that ECR refuses is said before", async () => {
    const host = await drawWindow(addresses.repositorySettings("ecr", "eu-west-1/team/app"), amazonAnswers);
    const exceptions = await screen.findByRole("textbox", { name: /^Except these tags/ });
    await userEvent.type(exceptions, ", not/this");
    expect(screen.getByRole("alert").textContent).toContain("not/this");
    await userEvent.clear(exceptions);
    await userEvent.type(exceptions, "v*");
    await userEvent.click(screen.getByRole("button", { name: "Save what may move" }));
    await waitFor(() =>
      expect(lastAsked(host, "set_amazon_setting")).toEqual({
        connection: "ecr",
        repository: "eu-west-1/team/app",
        setting: { type: "mutability", mutability: { immutable: true, exclusions: ["v*"] } },
      }),
    );
  });

  it("are written as code with both policies", async () => {
    const host = await drawWindow(addresses.repositorySettings("ecr", "eu-west-1/team/ruled"), amazonAnswers);
    await userEvent.click(await screen.findByRole("button", { name: "Show the code" }));
    expect(await screen.findByText(/aws_ecr_repository/)).toBeDefined();
    expect(lastAsked(host, "write_repository_code")).toMatchObject({
      name: "team/ruled",
      mutability: "immutable",
      encryption: { type: "kms" },
      lifecyclePolicy: expect.stringContaining("rulePriority") as string,
      policy: expect.stringContaining("CrossAccountPull") as string,
    });
  });

  it("keep rules and document of the lifecycle in step, and say what is wrong at its rule", async () => {
    const host = await drawWindow(`${addresses.repositorySettings("ecr", "eu-west-1/team/app")}?view=lifecycle`, amazonAnswers);
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    const rule = within(await screen.findByRole("group", { name: "Rule 1" }));
    const document = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Policy document (JSON)" });
    expect(document.value).toContain('"countNumber": 14');
    await userEvent.clear(rule.getByRole("textbox", { name: "Days" }));
    expect(await rule.findByText("selection.countNumber")).toBeDefined();
    await userEvent.type(rule.getByRole("textbox", { name: "Days" }), "30");
    await waitFor(() => expect(document.value).toContain('"countNumber": 30'));
    expect(await screen.findByText("3 deleted")).toBeDefined();
    await userEvent.click(await screen.findByRole("button", { name: "Save policy" }));
    await waitFor(() => expect(lastAsked(host, "set_amazon_setting")).toMatchObject({ setting: { type: "lifecycle", text: document.value } }));
  });
});

describe("the permissions of a repository", () => {
  const address = (name: string): string => `${addresses.repositorySettings("ecr", `eu-west-1/${name}`)}?view=permissions`;

  it("begin with a ready statement that asks for what it needs, and are saved", async () => {
    const host = await drawWindow(address("team/app"), amazonAnswers);
    expect(await screen.findByText("Nobody is given anything.")).toBeDefined();
    const ready = within(screen.getByRole("group", { name: "Ready statement" }));
    await userEvent.type(ready.getByRole("textbox", { name: "Accounts" }), "12");
    await userEvent.click(ready.getByRole("button", { name: "Insert" }));
    expect(await ready.findByText("ECR does not take this.")).toBeDefined();
    await userEvent.clear(ready.getByRole("textbox", { name: "Accounts" }));
    await userEvent.type(ready.getByRole("textbox", { name: "Accounts" }), "111122223333");
    await userEvent.click(ready.getByRole("button", { name: "Insert" }));
    const who = within(screen.getByRole("region", { name: "Who can do what" }));
    expect(await who.findByText("Account 111122223333")).toBeDefined();
    expect(who.getByText(/Lacks, to push: InitiateLayerUpload/)).toBeDefined();
    expect(who.getByText(/Depends on the caller’s organization/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Actions there are" }));
    expect(await screen.findByText("ecr:GetDownloadUrlForLayer")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Save policy" }));
    await waitFor(() => expect(lastAsked(host, "set_amazon_setting")).toMatchObject({ setting: { type: "permissions", text: expect.stringContaining("CrossAccountPull") as string } }));
  });

  it("warn of everybody, name what is wrong by its path, and are removed after a question", async () => {
    const host = await drawWindow(address("team/ruled"), amazonAnswers);
    const document = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Policy document (JSON)" });
    await userEvent.clear(document);
    await userEvent.click(document);
    await userEvent.paste('{"Principal": "*"}');
    expect(await screen.findByText(/Everybody who has an AWS account may pull/)).toBeDefined();
    await userEvent.clear(document);
    await userEvent.type(document, "no");
    expect(await screen.findByText(/This is no JSON at line 1, column 1: expected value/)).toBeDefined();
    expect(screen.getByRole("button", { name: "Save policy" }).getAttribute("aria-disabled")).toBe("true");
    await userEvent.click(screen.getByRole("button", { name: "Remove policy" }));
    const asked = within(await screen.findByRole("alertdialog", { name: "Remove the policy?" }));
    await userEvent.click(asked.getByRole("button", { name: "Remove policy" }));
    await waitFor(() => expect(lastAsked(host, "set_amazon_setting")).toMatchObject({ setting: { type: "permissions", text: null } }));
  });
});

describe("scanning", () => {
  const address = `${addresses.repositorySettings("ecr", "eu-west-1/team/app")}?view=scanning`;

  it("is switched, and an image's findings are searched, ordered and saved", async () => {
    const host = await drawWindow(address, amazonAnswers);
    await userEvent.click(await screen.findByRole("switch", { name: "Scan on push" }));
    await waitFor(() => expect(lastAsked(host, "set_amazon_setting")).toMatchObject({ setting: { type: "scanOnPush", on: false } }));
    const table = await screen.findByRole("table", { name: "Findings" });
    const first = (): string => within(table).getAllByRole("row")[1]?.textContent ?? "";
    expect(first()).toContain("CVE-2026-1001");
    expect(first()).toContain("3.1.4-r5");
    await userEvent.click(within(table).getByRole("button", { name: "Package" }));
    expect(first()).toContain("busybox");
    await userEvent.type(screen.getByRole("searchbox", { name: "Search name or package" }), "zlib");
    expect(screen.getByText("1 of 3 findings")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Save as CSV" }));
    await waitFor(() => expect(lastAsked(host, "save_findings")).toMatchObject({ format: "csv" }));
  });

  it("compares two images", async () => {
    await drawWindow(address, amazonAnswers);
    await userEvent.click(await screen.findByRole("button", { name: /Compare with$/ }));
    const options = await screen.findAllByRole("option");
    await userEvent.click(options[1] ?? document.body);
    expect(await screen.findByText("1 new")).toBeDefined();
    expect(screen.getByText("2 the same")).toBeDefined();
  });

  it("is told when it ends, in the window and by the system", async () => {
    const told: string[] = [];
    const host = await drawWindow(address, amazonAnswers, { notify: (title) => told.push(title) });
    await userEvent.click(await screen.findByRole("button", { name: "Scan now" }));
    await waitFor(() => expect(lastAsked(host, "start_scan")).toMatchObject({ connection: "ecr" }));
    const counts = [{ severity: "high" as const, count: 2 }];
    act(() => host.tell({ type: "scanEnded", connection: "ecr", repository: "eu-west-1/team/app", digest: "sha256:0123456789abcdef0123456789abcdef", status: "complete", counts }));
    expect(await screen.findByText("Scan of eu-west-1/team/app: 2 high")).toBeDefined();
    expect(told).toEqual(["Scan of eu-west-1/team/app: 2 high"]);
  });
});

describe("a new repository", () => {
  it("has all its settings in one form", async () => {
    const host = await drawWindow(addresses.registry("ecr"), amazonAnswers);
    await userEvent.click(await screen.findByRole("button", { name: "New repository" }));
    const dialog = within(await screen.findByRole("dialog", { name: "New repository" }));
    await userEvent.type(dialog.getByRole("textbox", { name: "Name" }), "team/new");
    await userEvent.click(dialog.getByRole("radio", { name: /^Immutable/ }));
    await userEvent.click(dialog.getByRole("button", { name: "Create repository" }));
    await waitFor(() =>
      expect(lastAsked(host, "create_amazon_repository")).toMatchObject({ region: "eu-west-1", name: "team/new", mutability: { immutable: true }, scanOnPush: true }),
    );
  });
});
