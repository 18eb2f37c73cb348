// The page of a listed repository: what it shows, and that everything on it follows the one choice.
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { FailedCall } from "~/bridge/host";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { failure } from "../../../tests/fake_content";
import { pageAnswers } from "../../../tests/fake_pages";
import { firstTag, platformsOfCard } from "./choice";
import { inOrder } from "./ListingBody";

const nginx = "public.ecr.aws/nginx/nginx";
const command = async (engine = "Docker"): Promise<string> =>
  (await screen.findByLabelText(`Command for ${engine}`)).textContent ?? "";

it("says what a repository is and who publishes it", async () => {
  await drawWindow(addresses.listing(nginx), pageAnswers);
  await screen.findByRole("heading", { level: 1, name: /^nginx\/\s?nginx$/ });
  await screen.findByText(/Fast web server/);
  expect(screen.getByText("Verified")).toBeTruthy();
  expect(screen.getByText("1.2B")).toBeTruthy();
  expect(screen.getByRole("heading", { name: "What is NGINX?", level: 3 })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Everything by NGINX" })).toBeTruthy();
  // The one whose address would run something is not there.
  expect(screen.queryByText("evil")).toBeNull();
});

it("opens links outside and never goes there itself", async () => {
  const host = await drawWindow(addresses.listing(nginx), pageAnswers);
  const link = await screen.findByRole("link", { name: "the documentation" });
  await userEvent.hover(link);
  await screen.findByText("nginx.org", { selector: "strong" });
  await userEvent.click(link);
  expect(host.asked).toContainEqual({ command: "open_link", request: { url: "https://nginx.org/en/docs/" } });
  expect(document.querySelector("a[href], img[src^=http]")).toBeNull();
});

it("lets the command and the snippets follow the tag and the platform", async () => {
  await drawWindow(addresses.listing(nginx), pageAnswers);
  await waitFor(async () => expect(await command()).toBe(`docker pull ${nginx}:latest`));
  await userEvent.click(screen.getByRole("button", { name: /Tag$|^latest/ }));
  // user-event tells of a change when the field goes, in the middle of React's work.
  fireEvent.change(await screen.findByRole("searchbox", { name: "Tag or digest" }), { target: { value: "1.24.37" } });
  await userEvent.click(await screen.findByRole("option", { name: "1.24.37" }));
  await waitFor(async () => expect(await command()).toBe(`docker pull ${nginx}:1.24.37`));
  await userEvent.click(screen.getByRole("button", { name: /Any platform/ }));
  await userEvent.click(await screen.findByRole("option", { name: "linux/arm64" }));
  await waitFor(async () => expect(await command()).toBe(`docker pull --platform linux/arm64 ${nginx}:1.24.37`));
  await userEvent.click(screen.getByRole("tab", { name: "Use it" }));
  const compose = await screen.findByRole("region", { name: "Compose" });
  expect(within(compose).getByRole("region", { name: "Code" }).textContent).toContain(`image: ${nginx}:1.24.37`);
  expect(screen.getByRole("combobox", { name: "Address" })).toHaveProperty("value", `${nginx}:1.24.37`);
});

it("chooses the tag that the keyboard moves to, and opens it by Enter", async () => {
  const host = await drawWindow(`${addresses.listing(nginx)}?view=tags`, pageAnswers);
  const grid = await screen.findByRole("grid", { name: "Tags of nginx/nginx" });
  await within(grid).findByText("1.24.37");
  grid.focus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");
  await waitFor(async () => expect(await command()).toBe(`docker pull ${nginx}:stable`));
  expect(document.activeElement).toBe(grid);
  await userEvent.keyboard("{Enter}");
  await screen.findByRole("heading", { level: 1, name: /:stable$/ });
  expect(host.asked).toContainEqual({ command: "visit_listing", request: { reference: nginx } });
});

it("finds tags by a filter, and says when there is none", async () => {
  await drawWindow(`${addresses.listing(nginx)}?view=tags`, pageAnswers);
  await screen.findByText("1,240 tags");
  await userEvent.type(screen.getByRole("searchbox", { name: "Filter by tag or digest" }), "alpine");
  await screen.findByText(/of 1,240 tags/);
  await userEvent.type(screen.getByRole("searchbox", { name: "Filter by tag or digest" }), "nothing");
  await screen.findByText("No tag matches");
});

it("begins with Helm for a chart", async () => {
  await drawWindow(addresses.listing("public.ecr.aws/karpenter/karpenter"), pageAnswers);
  expect(await command("Helm")).toContain("helm pull oci://public.ecr.aws/karpenter/karpenter");
});

it("names every source, and shows systems and architectures apart where nobody says which go together", async () => {
  await drawWindow(addresses.listing(nginx), {
    ...pageAnswers,
    read_listing: async (request) => {
      const page = await pageAnswers.read_listing?.(request);
      if (!page) throw new Error("There is a page.");
      return { ...page, card: { ...page.card, also: ["ship-yard"], systems: ["linux", "windows"], architectures: ["amd64", "arm64"] } };
    },
  });
  const facts = await screen.findByRole("complementary", { name: "Facts" });
  expect(within(facts).getByText("Amazon ECR Public and ship-yard")).toBeTruthy();
  expect(within(facts).getByRole("img", { name: "linux, windows" })).toBeTruthy();
  expect(within(facts).getByRole("img", { name: "amd64, arm64" })).toBeTruthy();
  expect(within(facts).queryByText("Platforms")).toBeNull();
});

it("says that it shows what was shipped until a source has answered", async () => {
  await drawWindow(addresses.listing("docker.io/library/tomcat"), pageAnswers);
  await screen.findByText("From the catalogue shipped with Portolan, not confirmed yet");
  await screen.findByText("What its publisher wrote comes as soon as its registry answers.");
});

it("keeps what is shown when it could not be refreshed, and says why", async () => {
  const problem = failure({ code: { type: "offline" }, hint: { type: "hostNotFound", host: "public.ecr.aws" } });
  await drawWindow(addresses.listing(nginx), {
    ...pageAnswers,
    read_listing: async (request) => {
      const page = await pageAnswers.read_listing?.(request);
      if (!page) throw new Error("There is a page.");
      return { ...page, problem };
    },
  });
  await screen.findByText(/Fast web server/);
  expect(await screen.findByText(/can’t be reached/)).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

it("offers to search and to browse what nobody knows", async () => {
  const host = await drawWindow(addresses.listing("docker.io/no/such"), pageAnswers);
  await screen.findByRole("heading", { name: "Not in the gallery" });
  await userEvent.click(screen.getByRole("button", { name: "Browse as a registry" }));
  expect(host.asked).toContainEqual({ command: "visit_listing", request: { reference: "docker.io/no/such" } });
});

it("shows a failure whole where there is nothing to show", async () => {
  await drawWindow(addresses.listing(nginx), {
    read_listing: () => {
      throw new FailedCall(failure({}));
    },
  });
  expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
});

it("knows the platforms that a card tells, and the tag one begins with", () => {
  expect(platformsOfCard({ systems: ["linux"], architectures: ["amd64", "arm64"] })).toEqual(["linux/amd64", "linux/arm64"]);
  // Which of these go together nobody has said.
  expect(platformsOfCard({ systems: ["linux", "windows"], architectures: ["amd64", "arm64"] })).toEqual([]);
  expect(platformsOfCard({ systems: [], architectures: [] })).toEqual([]);
  const row = (tag: string) => ({ tag, digest: null, size: null, platforms: [], created: null });
  expect(firstTag([])).toBe("latest");
  expect(firstTag([row("2.0"), row("latest")])).toBe("latest");
  expect(firstTag([row("2.0"), row("1.0")])).toBe("2.0");
});

it("puts Helm first for charts alone", () => {
  const uses = inOrder({ pull: [{ engine: "oras", text: "" }, { engine: "helm", text: "" }], snippets: [] }, "chart");
  expect(uses.pull.map((each) => each.engine)).toEqual(["helm", "oras"]);
});
