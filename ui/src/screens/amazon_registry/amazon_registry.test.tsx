// A registry's settings in the window: rules that are checked as they are typed, saved whole, and said when denied.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { RegistryProblem } from "~/bridge/generated/contract";
import { FailedCall } from "~/bridge/host";
import { makeMessages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { amazonAnswers } from "../../../tests/fake_amazon";
import { failure } from "../../../tests/fake_content";
import type { FakeHost } from "../../../tests/fake_host";
import { sayProblem } from "./complaint_words";

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;
const at = { connection: "ecr", region: "eu-west-1" };
const draw = (view = "", answers: Parameters<typeof drawWindow>[1] = {}): Promise<FakeHost> =>
  drawWindow(`${addresses.registrySettings("ecr", "eu-west-1")}${view === "" ? "" : `?view=${view}`}`, { ...amazonAnswers, ...answers });

/** Presses a button once what was typed is checked. */
async function pressChecked(name: string): Promise<void> {
  await waitFor(() => expect(screen.getByRole("button", { name }).getAttribute("aria-disabled")).toBeNull());
  await userEvent.click(screen.getByRole("button", { name }));
}

describe("replication", () => {
  it("is saved whole, and an account that can't be is said at its field", async () => {
    const host = await draw();
    await userEvent.click(await screen.findByRole("button", { name: "Add a rule" }));
    const rule = within(screen.getByRole("group", { name: "Rule 2" }));
    const account = rule.getByRole("textbox", { name: /^Of the account/ });
    await userEvent.clear(account);
    await userEvent.type(account, "1234");
    expect(await rule.findByText("4 characters are too few; at least 12")).toBeDefined();
    await userEvent.clear(account);
    await userEvent.type(account, "210987654321");
    await userEvent.type(rule.getByRole("textbox", { name: /^Repositories beginning with/ }), "web, api");
    await pressChecked("Save replication");
    await waitFor(() =>
      expect(lastAsked(host, "set_registry_setting")).toEqual({
        ...at,
        setting: {
          type: "replication",
          rules: [
            { destinations: [{ region: "us-east-1", account: "123456789012" }], prefixes: ["prod", "team/app"], deletes: true },
            { destinations: [{ region: "us-east-1", account: "210987654321" }], prefixes: ["web", "api"], deletes: false },
          ],
        },
      }),
    );
  });

  it("is offered the regions of the partition, and takes another one that is typed", async () => {
    await draw();
    const rule = within(await screen.findByRole("group", { name: "Rule 1" }));
    const region = rule.getByRole("combobox", { name: /^To the region/ }) as HTMLInputElement;
    const offers = (): string[] => [...(region.list?.options ?? [])].map(({ value }) => value);
    await waitFor(() => expect(offers()).toContain("us-east-1"));
    expect(offers()).not.toContain("eu-west-1");
    expect(offers()).not.toContain("cn-north-1");
    await userEvent.clear(region);
    await userEvent.type(region, "xx-new-1");
    expect(region.value).toBe("xx-new-1");
  });

  it("copies what was there before, stops that, and names the images that failed", async () => {
    const host = await draw();
    await userEvent.click(await screen.findByRole("button", { name: "Copy what is there already to 123456789012 in us-east-1" }));
    const destination = { region: "us-east-1", account: "123456789012" };
    await waitFor(() => expect(lastAsked(host, "start_backfill")).toEqual({ ...at, destination }));
    await userEvent.click(await screen.findByRole("button", { name: "Stop the copying to 123456789012 in us-east-1" }));
    await waitFor(() => expect(lastAsked(host, "stop_backfill")).toEqual({ ...at, id: "b2", destination }));
    const [look] = screen.getAllByRole("button", { name: "Images of the copying to 123456789012 in us-east-1" });
    if (look) await userEvent.click(look);
    const dialog = within(await screen.findByRole("dialog"));
    expect(await dialog.findByText("KMS_KEY_ACCESS_DENIED")).toBeDefined();
  });

  it("that may not be read says which permission is missing, while other settings are there", async () => {
    const denied = failure({ code: { type: "forbidden" }, hint: { type: "actionMissing", action: "ecr:DescribeRegistry", statement: "{}" }, retry: "afterChange" });
    await draw("", {
      read_replication: () => {
        throw new FailedCall(denied);
      },
    });
    expect(await screen.findByText(/ecr:DescribeRegistry/)).toBeDefined();
    await userEvent.click(screen.getByRole("tab", { name: "Pull-through cache" }));
    expect(await screen.findByText("docker-hub")).toBeDefined();
  });
});

describe("the pull-through cache", () => {
  it("asks for the secret that an upstream needs, and for none where none is needed", async () => {
    const host = await draw("cache");
    await userEvent.click(await screen.findByRole("button", { name: "New cache rule" }));
    const dialog = within(await screen.findByRole("dialog", { name: "New cache rule" }));
    await userEvent.click(dialog.getByRole("button", { name: /Upstream$/ }));
    await userEvent.click(await screen.findByRole("option", { name: /^Docker Hub/ }));
    await userEvent.type(dialog.getByRole("textbox", { name: /^Prefix/ }), "hub");
    expect(dialog.getByRole("textbox", { name: /^ARN of the secret/ })).toBeDefined();
    await userEvent.click(dialog.getByRole("button", { name: /Upstream$/ }));
    await userEvent.click(await screen.findByRole("option", { name: /^Quay/ }));
    expect(dialog.queryByRole("textbox", { name: /^ARN of the secret/ })).toBeNull();
    await pressChecked("Create rule");
    await waitFor(() =>
      expect(lastAsked(host, "set_registry_setting")).toEqual({
        ...at,
        setting: { type: "cacheRule", prefix: "hub", rule: { upstream: "quay", address: "quay.io", upstreamPrefix: null, credential: null, role: null } },
      }),
    );
  });

  it("says why a rule does not reach its upstream, what it has brought, and on request what is newer there", async () => {
    const host = await draw("cache");
    await userEvent.click(await screen.findByRole("button", { name: "Try the rule docker-hub" }));
    expect(await screen.findByText("The rule docker-hub does not reach its upstream: The upstream registry refused the credentials")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "What the rule docker-hub brought" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(await dialog.findByText("eu-west-1/docker-hub/library/nginx")).toBeDefined();
    expect(dialog.queryByText(/newer there/)).toBeNull();
    await userEvent.click(dialog.getAllByRole("button", { name: /^Look for newer images of eu-west-1\/docker-hub\/library\/nginx/ })[0] ?? document.body);
    expect((await dialog.findByText(/^1 tag is newer there:/)).textContent).toBe("1 tag is newer there: latest");
    expect(dialog.getByText(/^1 tag is not there any more:/).textContent).toContain("1.9");
    expect(dialog.getByText("docker.io/library/nginx, asked 1 minute ago")).toBeDefined();
    expect(lastAsked(host, "compare_with_upstream")).toEqual({ ...at, prefix: "docker-hub", repository: "eu-west-1/docker-hub/library/nginx" });
  });

  it("is removed after saying that it can be undone", async () => {
    const host = await draw("cache");
    await userEvent.click(await screen.findByRole("button", { name: "Remove k8s" }));
    const dialog = within(await screen.findByRole("alertdialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Remove rule" }));
    await waitFor(() => expect(lastAsked(host, "set_registry_setting")).toEqual({ ...at, setting: { type: "cacheRule", prefix: "k8s", rule: null } }));
  });
});

it("says what is wrong with a policy in the language of the window", () => {
  const permissions: RegistryProblem = { type: "permissions", path: "Statement[0].Action", problem: { type: "missing" } };
  const lifecycle: RegistryProblem = { type: "lifecycle", path: "rules", problem: { type: "noRules" } };
  for (const language of ["en", "fr"] as const) {
    const messages = makeMessages(language);
    expect(sayProblem(permissions, messages)).toBe(`Statement[0].Action: ${messages.t("permissionProblems.missing")}`);
    expect(sayProblem(lifecycle, messages)).toBe(`rules: ${messages.t("lifecycleProblems.noRules")}`);
  }
});

describe("the other settings", () => {
  it("offers continuous scanning with the enhanced scan alone", async () => {
    const host = await draw("scanning");
    const basic = await screen.findByRole("radio", { name: /^Basic/ });
    await userEvent.click(basic);
    await userEvent.click(screen.getByRole("button", { name: "Remove rule 1" }));
    await userEvent.click(screen.getByRole("button", { name: "Add a rule" }));
    await userEvent.click(within(screen.getByRole("group", { name: "Rule 1" })).getByRole("button", { name: /When$/ }));
    const options = await screen.findAllByRole("option");
    expect(options.map((option) => option.textContent)).toEqual(["when pushed", "when asked for"]);
    await userEvent.keyboard("{Escape}");
    await pressChecked("Save scanning");
    await waitFor(() =>
      expect(lastAsked(host, "set_registry_setting")).toEqual({ ...at, setting: { type: "scanning", enhanced: false, rules: [{ frequency: "onPush", filters: ["*"] }] } }),
    );
  });

  it("keeps what a template has that is not changed", async () => {
    const host = await draw("templates");
    await userEvent.click(await screen.findByRole("button", { name: "Edit docker-hub" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Creation template docker-hub" }));
    await userEvent.click(dialog.getByRole("checkbox", { name: "replication" }));
    await pressChecked("Save");
    await waitFor(() =>
      expect(lastAsked(host, "set_registry_setting")).toMatchObject({
        setting: {
          type: "template",
          prefix: "docker-hub",
          template: { appliedFor: ["pullThroughCache", "replication", "push"], resourceTags: [{ key: "team", value: "infra" }], description: "What the cache brings" },
        },
      }),
    );
  });

  it("shows the policy in the editor of policies, and saves what is written there", async () => {
    const host = await draw("permissions");
    await userEvent.click(await screen.findByRole("textbox", { name: "Policy document (JSON)" }));
    await userEvent.paste('{"Version":"2012-10-17","Statement":[]}');
    await pressChecked("Save policy");
    await waitFor(() =>
      expect(lastAsked(host, "set_registry_setting")).toEqual({ ...at, setting: { type: "policy", text: '{"Version":"2012-10-17","Statement":[]}' } }),
    );
    expect(lastAsked(host, "check_permissions")).toMatchObject({ scope: "registry" });
  });

  it("sets what holds for the account, and excludes whose pulls don't count", async () => {
    const host = await draw("account");
    await userEvent.click(await screen.findByRole("button", { name: "Set to ENABLED" }));
    await waitFor(() => expect(lastAsked(host, "set_registry_setting")).toEqual({ ...at, setting: { type: "account", name: "blobMounting", value: "ENABLED" } }));
    const principal = "arn:aws:iam::123456789012:role/scanner";
    await userEvent.click(await screen.findByRole("button", { name: `Let the pulls of ${principal} count again` }));
    await waitFor(() => expect(lastAsked(host, "set_registry_setting")).toEqual({ ...at, setting: { type: "pullExclusion", principal, excluded: false } }));
  });
});

describe("an image", () => {
  it("tells where it is replicated to, and who has signed it", async () => {
    await drawWindow(`${addresses.image("ecr", "eu-west-1/team/app", "latest")}?view=progress`, amazonAnswers);
    expect(await screen.findByText("123456789012 in us-east-1")).toBeDefined();
    expect(screen.getByText("failed: The profile was revoked")).toBeDefined();
  });
});

describe("the way there", () => {
  it("is in the registry's menu, for each region", async () => {
    await drawWindow(addresses.registry("ecr"), amazonAnswers);
    await userEvent.click(await screen.findByRole("button", { name: "More" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Registry settings of us-east-1" }));
    expect(await screen.findByRole("heading", { name: "Registry settings of us-east-1" })).toBeDefined();
  });
});
