// The form of a connection to Amazon: temporary keys, and the endpoints that are named outside of it.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { FailedCall } from "~/bridge/host";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { failure } from "../../../tests/fake_content";
import type { Answers, FakeHost } from "../../../tests/fake_host";

const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

async function drawForm(answers: Partial<Answers> = {}): Promise<FakeHost> {
  const host = await drawWindow(addresses.newConnection("123456789012.dkr.ecr.eu-west-1.amazonaws.com"), answers);
  await screen.findByRole("heading", { name: "Add a registry" });
  return host;
}

it("sends the session token of a temporary key along, and says where one lacks", async () => {
  const host = await drawForm({
    add_connection: ({ amazon }) => {
      const signIn = amazon?.signIn;
      const isWhole = signIn?.type === "accessKey" && signIn.sessionToken !== null;
      throw new FailedCall(failure({ code: isWhole ? { type: "conflict" } : { type: "invalidInput", field: "sessionToken" }, retry: "afterChange" }));
    },
  });
  await userEvent.click(await screen.findByRole("radio", { name: /^Access key/ }));
  await userEvent.type(screen.getByRole("textbox", { name: /^Access key ID/ }), "ASIAEXAMPLE");
  await userEvent.type(screen.getByLabelText(/^Secret access key/), "secret");
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  expect(await screen.findByText("This key is temporary: it comes with a session token.")).toBeDefined();
  await userEvent.type(screen.getByLabelText(/^Session token/), "token");
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  await waitFor(() =>
    expect(lastAsked(host, "add_connection")).toMatchObject({ amazon: { signIn: { type: "accessKey", id: "ASIAEXAMPLE", secret: "secret", sessionToken: "token" } } }),
  );
});

it("ticks the regions in which there are repositories, and names those that did not tell", async () => {
  const host = await drawForm();
  await userEvent.click(await screen.findByRole("button", { name: "Find those with repositories" }));
  expect(await screen.findByText("2 regions have repositories and are ticked.")).toBeDefined();
  expect((screen.getByRole("checkbox", { name: /^eu-central-1/ }) as HTMLInputElement).checked).toBe(true);
  expect((screen.getByRole("checkbox", { name: /^us-east-1/ }) as HTMLInputElement).checked).toBe(false);
  expect(screen.getByText("1 region did not tell: ap-southeast-7")).toBeDefined();
  expect(lastAsked(host, "find_amazon_regions")).toMatchObject({ of: null, draft: { amazon: { regions: ["eu-west-1"] } } });
});

it("shows the endpoints that are named outside of it, until another is typed", async () => {
  await drawForm();
  const list = async (): Promise<string[]> => {
    const all = within(await screen.findByRole("list", { name: /^These endpoints are named outside/ }));
    return all.getAllByRole("listitem").map((each) => each.textContent);
  };
  await userEvent.click(await screen.findByRole("radio", { name: /^Access key/ }));
  expect(await list()).toEqual(["STS: http://localhost:4566, by AWS_ENDPOINT_URL_STS"]);
  await userEvent.click(screen.getByRole("radio", { name: /^Profile/ }));
  await userEvent.click(screen.getByRole("button", { name: /Profile$/ }));
  await userEvent.click(await screen.findByRole("option", { name: "work" }));
  expect(await list()).toEqual(["ECR: https://vpce-0a1b.ecr.example, by [services private]"]);
  await userEvent.click(screen.getByRole("button", { name: "Role, other account and endpoints" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Endpoint of the ECR API" }), "http://ecr.test");
  expect(screen.queryByRole("list", { name: /^These endpoints/ })).toBeNull();
});
