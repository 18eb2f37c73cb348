// The grid of a repository's images: what it shows, what follows the keyboard, what is asked of the host.
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ImageWindow } from "~/bridge/generated/contract";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { amazonAnswers } from "../../../tests/fake_amazon";
import { hostileTag, museum, museumAnswers } from "../../../tests/fake_images";
import type { Answers, FakeHost } from "../../../tests/fake_host";

const drawMuseum = async (change: Partial<Answers> = {}, connection = "local"): Promise<FakeHost> => {
  const host = await drawWindow(addresses.repository(connection, "samples/museum"), { ...museumAnswers, ...change });
  await rowOf(/^1\.4\.2/);
  return host;
};
const grid = (): HTMLElement => screen.getByRole("grid", { name: "Images of samples/museum" });
const rowOf = (name: RegExp): Promise<HTMLElement> => screen.findByRole("row", { name });
const inspector = (): HTMLElement => screen.getByRole("complementary", { name: "Inspector" });
const inspected = (name: string | RegExp): Promise<HTMLElement> => within(inspector()).findByRole("heading", { level: 2, name });
const lastAsked = (host: FakeHost, command: string): unknown => host.asked.findLast((each) => each.command === command)?.request;

describe("the images of a repository", () => {
  it("show what is unknown as unknown, and zero only where it is zero", async () => {
    await drawMuseum();
    const unknown = await rowOf(/^1\.3\.8/);
    expect(within(unknown).getAllByRole("img", { name: "not known yet" }).length).toBeGreaterThan(4);
    expect(within(unknown).queryByText(/^0/)).toBeNull();
    expect(within(await rowOf(/^empty/)).getByText("0 bytes")).toBeDefined();
  });

  it("are marked where they are broken, relics, untagged, or have attachments folded in", async () => {
    await drawMuseum();
    expect(within(await rowOf(/^1\.3\.9/)).getByText("broken")).toBeDefined();
    expect(within(await rowOf(/^0\.1/)).getByText("Schema 1")).toBeDefined();
    expect(await rowOf(/^untagged/)).toBeDefined();
    expect(within(await rowOf(/^1\.4\.2/)).getByRole("img", { name: /^4 signatures/ })).toBeDefined();
  });

  it("show a hostile tag as inert text with nothing in it invisible", async () => {
    await drawMuseum();
    expect(await rowOf(/safe⟨U\+202E⟩gnp\.exe/)).toBeDefined();
    expect(document.body.textContent).not.toContain(hostileTag);
  });

  it("are looked at one after the other by arrow keys alone", async () => {
    const host = await drawMuseum();
    grid().focus();
    await userEvent.keyboard("{ArrowDown}");
    expect(await inspected("1.4.2")).toBeDefined();
    const command = await within(inspector()).findByLabelText("Command for Docker");
    expect(command.textContent).toBe("docker pull localhost:5442/samples/museum:1.4.2");
    await userEvent.keyboard("{ArrowDown}");
    expect(await inspected("2.63")).toBeDefined();
    await waitFor(() => expect(lastAsked(host, "open_image")).toMatchObject({ selector: museum[1]?.digest }));
    await userEvent.keyboard("{Enter}");
    expect(await screen.findByRole("tab", { name: "museum:2.63" })).toBeDefined();
  });

  it("are filtered by what is typed, and say so when nothing matches", async () => {
    const host = await drawMuseum();
    await userEvent.keyboard("{Control>}f{/Control}");
    await userEvent.type(screen.getByRole("searchbox", { name: "Filter by tag or digest" }), "sbom");
    await waitFor(() => expect(screen.queryByRole("row", { name: /^1\.4\.2/ })).toBeNull());
    expect(await rowOf(/^sbom-1\.4\.2/)).toBeDefined();
    expect(screen.getByText("1 of 12 images")).toBeDefined();
    expect(lastAsked(host, "list_images")).toMatchObject({ filter: { text: "sbom" }, offset: 0, limit: 200 });
    await userEvent.keyboard("xyz");
    await userEvent.click(await screen.findByRole("button", { name: "Show all images" }));
    expect(await rowOf(/^1\.4\.2/)).toBeDefined();
  });

  it("are sorted by a press on a column's head", async () => {
    const host = await drawMuseum();
    await userEvent.click(screen.getByRole("button", { name: "Compressed" }));
    await waitFor(() => expect(lastAsked(host, "list_images")).toMatchObject({ sort: { column: "size", descending: false } }));
    await userEvent.click(screen.getByRole("button", { name: "Compressed" }));
    await waitFor(() => expect(lastAsked(host, "list_images")).toMatchObject({ sort: { column: "size", descending: true } }));
    expect(screen.getByRole("columnheader", { name: "Compressed" }).getAttribute("aria-sort")).toBe("descending");
  });

  it("have the columns and filters that only some registries fill where this one does", async () => {
    await drawMuseum();
    expect(screen.queryByRole("columnheader", { name: "Scan" })).toBeNull();
    expect(screen.queryByRole("button", { name: /Any scan/ })).toBeNull();
  });

  it("are told apart by their scans, sorted and filtered by what the registry says of them", async () => {
    const host = await drawMuseum(amazonAnswers);
    const [first] = screen.getAllByRole("row", { name: /^1\.4\.2/ });
    expect(within(first as HTMLElement).getByTitle("2 critical, 14 high, and 120 medium")).toBeDefined();
    expect(within(await rowOf(/^1\.3\.9/)).getByText("scanning…")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Last pulled" }));
    await waitFor(() => expect(lastAsked(host, "list_images")).toMatchObject({ sort: { column: "pulled", descending: false } }));
    await userEvent.click(screen.getByRole("button", { name: /Any scan/ }));
    await userEvent.click(await screen.findByRole("option", { name: "High or worse" }));
    await waitFor(() => expect(lastAsked(host, "list_images")).toMatchObject({ filter: { severity: "high" } }));
    await userEvent.click(screen.getByRole("button", { name: /Any age/ }));
    await userEvent.click(await screen.findByRole("option", { name: "Not pulled for 90 days" }));
    await waitFor(() => expect(lastAsked(host, "list_images")).toMatchObject({ filter: { date: "pulled", olderThanDays: 90 } }));
  });

  it("tell who signed them and where they are copied, looked up for the rows in view and once", async () => {
    const host = await drawWindow(addresses.repository("ecr", "eu-west-1/team/app"), amazonAnswers);
    const [first] = await screen.findAllByRole("row", { name: /^1\.4\.2/ });
    expect(within(first as HTMLElement).getByTitle(/signing-profiles\/release: complete$/).textContent).toBe("trustedrelease");
    expect(within(first as HTMLElement).getByText("in 2 places")).toBeDefined();
    expect(within(await rowOf(/^1\.3\.9/)).getByText("signing failed")).toBeDefined();
    await waitFor(() => expect(lastAsked(host, "look_after_images")).toMatchObject({ connection: "ecr", repository: "eu-west-1/team/app" }));
    const asked = (): unknown[] => host.asked.filter((each) => each.command === "look_after_images");
    expect((lastAsked(host, "look_after_images") as { digests: string[] }).digests).toContain(museum[0]?.digest);
    act(() => host.tell({ type: "imagesChanged", connection: "ecr", repository: "eu-west-1/team/app", revision: 2 }));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(asked()).toHaveLength(1);
  });

  it("say once which action is denied that would tell more of them", async () => {
    await drawMuseum({
      list_images: async (request) => {
        const answer = (await museumAnswers.list_images?.(request)) as ImageWindow;
        const hint = { type: "actionMissing" as const, action: "ecr:DescribeImageSigningStatus", statement: "{}" };
        return { ...answer, denied: [{ code: { type: "forbidden" as const }, hint, retry: "afterChange" as const, detail: "" }] };
      },
    });
    const notice = await screen.findByRole("alert");
    expect(notice.textContent).toContain("ecr:DescribeImageSigningStatus");
    await userEvent.click(within(notice).getByRole("button", { name: "Hide" }));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("tell how many are known and what knowing all costs, load all, and can be stopped", async () => {
    const host = await drawMuseum();
    expect(screen.getByText("10 of 12 known")).toBeDefined();
    await userEvent.click(await screen.findByRole("button", { name: "Load all (about 4 requests)" }));
    await waitFor(() => expect(lastAsked(host, "load_details")).toEqual({ connection: "local", repository: "samples/museum" }));
    act(() => {
      host.tell({
        type: "jobProgress",
        job: {
          id: "job-details",
          kind: "loadDetails",
          connection: "local",
          repository: "samples/museum",
          doneItems: 1,
          totalItems: 2,
          doneBytes: 0,
          totalBytes: null,
          rate: 1,
          secondsLeft: 1,
        },
      });
    });
    const bar = screen.getByRole("group", { name: "Count and details" });
    expect((await within(bar).findByRole("progressbar", { name: "Loading details" })).getAttribute("aria-valuenow")).toBe("50");
    await userEvent.click(within(bar).getByRole("button", { name: "Stop loading details" }));
    expect(lastAsked(host, "cancel_job")).toBe("job-details");
  });

  it("that are selected together are summed, and deleted together by their digests", async () => {
    const host = await drawMuseum();
    grid().focus();
    await userEvent.keyboard("{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(await inspected("3 selected")).toBeDefined();
    expect(within(inspector()).getByText("1 image of unknown size is not counted")).toBeDefined();
    await userEvent.keyboard("{Delete}");
    expect(await screen.findByRole("alertdialog", { name: "Delete 3 images" })).toBeDefined();
    expect(lastAsked(host, "preview_change")).toEqual({
      connection: "local",
      change: { type: "deleteImages", repository: "samples/museum", digests: museum.slice(0, 3).map((row) => row.digest) },
    });
  });

  it("lose a tag and not the image where a row is a tag", async () => {
    const host = await drawMuseum();
    await userEvent.click(screen.getByRole("button", { name: "One row a tag" }));
    await rowOf(/^latest/);
    await userEvent.click(await rowOf(/^latest/));
    await userEvent.keyboard("{Delete}");
    expect(await screen.findByRole("alertdialog", { name: "Remove tag latest" })).toBeDefined();
    expect(lastAsked(host, "preview_change")).toMatchObject({ change: { type: "removeTags", tags: ["latest"] } });
  });

  it("are counted as tags and as images without one where a row is a tag", async () => {
    await drawMuseum();
    await userEvent.click(screen.getByRole("button", { name: "One row a tag" }));
    expect(await screen.findByText(/^\d+ tags and 1 untagged image$/)).toBeDefined();
  });

  it("leave the inspector free of the news that floats over them", async () => {
    await drawMuseum();
    const beside = (): string => document.documentElement.style.getPropertyValue("--beside-content");
    expect(beside()).toMatch(/^[1-9]\d+px$/);
    await userEvent.click(screen.getByRole("treeitem", { name: "Settings" }));
    await waitFor(() => expect(beside()).toBe("0px"));
  });

  it("stay selected when others are pushed above them", async () => {
    let isPushed = false;
    const first = museum[0];
    if (!first) throw new Error("The museum is empty.");
    const host = await drawMuseum({
      list_images: async (request) => {
        const answer = (await museumAnswers.list_images?.(request)) as ImageWindow;
        if (!isPushed) return answer;
        const pushed = { ...first, key: "sha256:new", digest: "sha256:new", tags: ["9.0"], tagCount: 1 };
        return { ...answer, rows: [pushed, ...answer.rows], total: answer.total + 1, all: answer.all + 1, revision: 2 };
      },
    });
    await userEvent.click(await rowOf(/^1\.4\.2/));
    isPushed = true;
    act(() => host.tell({ type: "imagesChanged", connection: "local", repository: "samples/museum", revision: 2 }));
    await rowOf(/^9\.0/);
    expect((await rowOf(/^1\.4\.2/)).getAttribute("aria-selected")).toBe("true");
    expect((await rowOf(/^9\.0/)).getAttribute("aria-selected")).toBe("false");
  });

  it("cannot be changed over a read-only connection, which says why", async () => {
    const host = await drawMuseum({}, "ghcr");
    await userEvent.click(await rowOf(/^1\.4\.2/));
    await userEvent.click(screen.getByRole("button", { name: "Actions" }));
    const entry = await screen.findByRole("menuitem", { name: /^Delete image/ });
    expect(entry.getAttribute("aria-disabled")).toBe("true");
    expect(within(entry).getByText("This connection is read-only.")).toBeDefined();
    await userEvent.keyboard("{Escape}");
    grid().focus();
    await userEvent.keyboard("{Delete}");
    expect(lastAsked(host, "preview_change")).toBeUndefined();
  });

  it("by the hundred thousand are asked for by the two hundred", async () => {
    const host = await drawWindow(addresses.repository("local", "team/huge"));
    expect(await screen.findByText("100,000 images")).toBeDefined();
    screen.getByRole("grid").focus();
    await userEvent.keyboard("{End}");
    await waitFor(() => expect(lastAsked(host, "list_images")).toMatchObject({ offset: 99_800, limit: 200 }));
    const offsets = host.asked.filter((each) => each.command === "list_images").length;
    expect(offsets).toBeLessThan(6);
  });
});
