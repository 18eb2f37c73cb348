// The gallery as a person uses it: typing, the arrows, facets, the shelf, what comes from the live sources.
import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { GalleryWindow } from "~/bridge/generated/contract";
import { abortError } from "~/bridge/host";
import type { CommandName, DraggedFiles, FileWanted } from "~/bridge/host";
import { makeGalleryAnswers, oceanAnswers } from "../../../tests/fake_gallery";
import type { Answers, FakeHost } from "../../../tests/fake_host";
import { drawWindow } from "../../../tests/draw_window";

const answers = makeGalleryAnswers(() => {
  throw new Error("There is no such listing.");
});

async function drawGallery(text = "", change: Partial<Answers> = {}): Promise<FakeHost> {
  return drawWindow(`/gallery${text === "" ? "" : `?text=${encodeURIComponent(text)}`}`, change);
}

const box = (): HTMLInputElement => screen.getByRole("combobox", { name: "Search the gallery" });
const hits = (): HTMLElement => screen.getByRole("grid", { name: "Results" });
const hitNames = (): string[] => within(hits()).getAllByRole("gridcell").map((hit) => hit.textContent ?? "");
const address = (): string => screen.getByRole<HTMLInputElement>("combobox", { name: "Address" }).value;

/** The hit where the keyboard is, as assistive technology is told by the box. */
function activeHit(): string | undefined {
  const id = box().getAttribute("aria-activedescendant");
  return id === null ? undefined : (document.getElementById(id)?.textContent ?? undefined);
}

describe("the box", () => {
  it("has the focus at once and finds while one types", async () => {
    await drawGallery();
    expect(document.activeElement).toBe(box());
    await userEvent.type(box(), "load balancer");
    await waitFor(() => expect(hitNames()).toHaveLength(1));
    expect(hitNames()[0]).toContain("nginx/nginx");
    expect(screen.getByText("1 found")).toBeDefined();
    expect(within(hits()).getByText("balancer").tagName).toBe("MARK");
  });

  it("keeps what was found until the next answer is there, and cancels what was overtaken", async () => {
    const aborted: string[] = [];
    const host = await drawGallery("redis");
    await screen.findByRole("grid", { name: "Results" });
    const call = host.call.bind(host) as (command: CommandName, request: unknown, signal?: AbortSignal) => Promise<unknown>;
    // Only the last of the answers ever comes.
    host.call = ((command: CommandName, request: { text?: string }, signal?: AbortSignal) => {
      if (command !== "search_gallery" || request.text === "redis cach") return call(command, request, signal);
      return new Promise((_, reject) => {
        signal?.addEventListener("abort", () => {
          aborted.push(request.text ?? "");
          reject(abortError());
        });
      });
    }) as typeof host.call;
    const before = hitNames();
    await userEvent.type(box(), " cac");
    expect(hitNames()).toEqual(before);
    await userEvent.type(box(), "h");
    await waitFor(() => expect(hitNames()).toHaveLength(2));
    expect(aborted).toContain("redis ca");
  });

  it("lets the arrows move among the hits while it keeps the focus", async () => {
    await drawGallery("postgres");
    await screen.findByRole("grid", { name: "Results" });
    expect(activeHit()).toBeUndefined();
    await userEvent.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(box());
    expect(activeHit()).toContain("library/postgres");
    await userEvent.keyboard("{ArrowRight}");
    expect(activeHit()).toContain(hitNames()[1]);
    await userEvent.keyboard("{ArrowLeft}{ArrowUp}");
    expect(activeHit()).toBeUndefined();
    await userEvent.keyboard("{ArrowDown}{Escape}");
    expect(activeHit()).toBeUndefined();
    expect(box().value).toBe("postgres");
    await userEvent.keyboard("{Escape}");
    expect(box().value).toBe("");
  });

  it("opens with Enter what it means by then, and remembers the search", async () => {
    const host = await drawGallery();
    await userEvent.type(box(), "keycloak{Enter}");
    await waitFor(() => expect(address()).toBe("quay.io/keycloak/keycloak"));
    expect(host.asked).toContainEqual({ command: "keep_search", request: { text: "keycloak" } });
  });

  it("opens in a new tab with Ctrl+Enter, and one’s own repositories by their own screen", async () => {
    await drawGallery("source:Harbour");
    await screen.findByRole("grid", { name: "Results" });
    await userEvent.keyboard("{ArrowDown}{Control>}{Enter}{/Control}");
    await waitFor(() => expect(screen.getAllByRole("tab").length).toBeGreaterThan(1));
    await waitFor(() => expect(address()).toMatch(/^registry\.acme\.example\/platform\//));
  });

  it("is where one left it after coming back", async () => {
    await drawGallery("source:Harbour");
    await screen.findByRole("grid", { name: "Results" });
    await userEvent.keyboard("{ArrowDown}{ArrowRight}");
    const left = activeHit();
    expect(left).toBeDefined();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(address()).toMatch(/^registry\.acme\.example\//));
    await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    await waitFor(() => expect(activeHit()).toBe(left));
    expect(box().value).toBe("source:Harbour");
    expect(document.activeElement).toBe(box());
  });

  it("is reached by / from the hits, and letters typed there are its own", async () => {
    await drawGallery("redis");
    (await screen.findByRole("grid", { name: "Results" })).focus();
    await userEvent.keyboard("/");
    expect(document.activeElement).toBe(box());
    expect(box().selectionEnd).toBe("redis".length);
    hits().focus();
    await userEvent.keyboard("s");
    expect(document.activeElement).toBe(box());
  });

  it("takes another text when another part of the window opens the gallery for it", async () => {
    await drawGallery("redis");
    await screen.findByRole("grid", { name: "Results" });
    await userEvent.keyboard("{Control>}l{/Control}");
    await userEvent.keyboard("grafana{Enter}");
    await waitFor(() => expect(box().value).toBe("grafana"));
    await waitFor(() => expect(hitNames()[0]).toContain("grafana/grafana"));
  });
});

describe("the facets", () => {
  it("edit the text of the box, and are checked by what it says", async () => {
    await drawGallery("web server");
    await userEvent.click(await screen.findByRole("checkbox", { name: "s390x" }));
    expect(box().value).toBe("web server arch:s390x");
    await waitFor(() => expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "s390x" }).checked).toBe(true));
    await userEvent.click(screen.getByRole("checkbox", { name: "arm/v7" }));
    expect(box().value).toBe("web server arch:s390x,arm/v7");
    await userEvent.click(await screen.findByRole("button", { name: "Drop Architecture: s390x" }));
    expect(box().value).toBe("web server arch:arm/v7");
    await userEvent.clear(box());
    await userEvent.type(box(), "nginx verified:official");
    await waitFor(() => expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "Official" }).checked).toBe(true));
  });

  it("set bounds, too", async () => {
    await drawGallery("database");
    await userEvent.click(await screen.findByRole("button", { name: /Any number Pulls/ }));
    await userEvent.click(await screen.findByRole("option", { name: "More than 1B" }));
    expect(box().value).toBe("database pulls:>1b");
    expect(await screen.findByRole("button", { name: "Drop At least 1B pulls" })).toBeDefined();
  });
});

describe("the hits", () => {
  it("can be a million, and the last one is reached by a key", async () => {
    await drawGallery("x", oceanAnswers);
    expect(await screen.findByText("1,000,000 found")).toBeDefined();
    expect(within(hits()).getAllByRole("gridcell").length).toBeLessThan(40);
    await userEvent.keyboard("{Control>}{End}{/Control}");
    await waitFor(() => expect(activeHit()).toContain("-999999"));
    await userEvent.keyboard("{Control>}{Home}{/Control}");
    await waitFor(() => expect(activeHit()).toContain("-0"));
  });

  it("show what strangers wrote as text, with nothing invisible in it", async () => {
    await drawGallery("strange");
    await screen.findByRole("grid", { name: "Results" });
    const [hit] = hitNames();
    expect(hit).toContain("⟨U+202E⟩gnp.exe");
    expect(hit).toContain("<b>Nobody</b>⟨U+0007⟩");
    expect(hits().querySelector("img, b")).toBeNull();
  });

  it("are cards or rows, as was chosen last", async () => {
    const kept = vi.fn();
    await drawGallery("redis", {
      keep_window_state: (state) => {
        kept(state);
        return {};
      },
    });
    await userEvent.click(await screen.findByRole("button", { name: "Rows" }));
    expect(kept).toHaveBeenCalledWith({ key: "gallery.shape", value: '"rows"' });
    expect(hitNames()[0]).toContain("redis");
  });

  it("have a menu: bookmark, copy, only this publisher", async () => {
    const host = await drawGallery("bitnami");
    await screen.findByRole("grid", { name: "Results" });
    await userEvent.keyboard("{ArrowDown}{Shift>}{F10}{/Shift}");
    const menu = await screen.findByRole("menu", { name: "What to do with it" });
    await userEvent.click(within(menu).getByRole("menuitem", { name: /Add bookmark/ }));
    await waitFor(() => expect(host.asked).toContainEqual({ command: "add_bookmark", request: { title: "bitnami/postgresql", address: "public.ecr.aws/bitnami/postgresql" } }));
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    box().focus();
    await userEvent.keyboard("{ArrowDown}{Shift>}{F10}{/Shift}");
    await userEvent.click(await screen.findByRole("menuitem", { name: "Only bitnami" }));
    expect(box().value).toBe("publisher:bitnami");
  });

  it("ask for the logos of those in view alone", async () => {
    const host = await drawGallery("x", oceanAnswers);
    await screen.findByText("1,000,000 found");
    await waitFor(() => expect(host.asked.some((each) => each.command === "read_logo")).toBe(true));
    expect(host.asked.filter((each) => each.command === "read_logo").length).toBeLessThan(40);
  });
});

describe("the live sources", () => {
  it("are asked once typing has stopped, and not for fields alone", async () => {
    const host = await drawGallery();
    await userEvent.type(box(), "redis arch:arm64");
    await waitFor(() => expect(host.asked.some((each) => each.command === "ask_sources")).toBe(true));
    expect(host.asked.filter((each) => each.command === "ask_sources")).toEqual([{ command: "ask_sources", request: { text: "redis arch:arm64" } }]);
  });

  it("are told once not to answer, until one answers again", async () => {
    let isSilent = true;
    const silent = { source: "docker-hub", failure: { code: { type: "offline" as const }, hint: null, retry: "yes" as const, detail: "" } };
    const host = await drawGallery("redis", {
      ask_sources: () => ({ added: 0, refreshed: 0, problems: isSilent ? [silent] : [] }),
    });
    const asked = (): number => host.asked.filter((each) => each.command === "ask_sources").length;
    const type = async (text: string): Promise<void> => {
      const before = asked();
      await userEvent.clear(box());
      await userEvent.type(box(), text);
      await waitFor(() => expect(asked()).toBe(before + 1));
      await waitFor(() => expect(screen.queryByText(/^Also asking/)).toBeNull());
    };
    const said = (): boolean => screen.queryByText("Docker Hub did not answer.") !== null;
    await waitFor(() => expect(said()).toBe(true));
    await type("nginx");
    expect(said()).toBe(false);
    isSilent = false;
    await type("alpine");
    isSilent = true;
    await type("vault");
    expect(said()).toBe(true);
    // Where nothing is found it matters each time.
    await type("nosuchthing");
    expect(said()).toBe(true);
  });

  it("do not move what is read: what they add above waits for a press", async () => {
    let isLate = false;
    const search = answers.search_gallery;
    const host = await drawGallery("redis", {
      search_gallery: async (request) => {
        const found: GalleryWindow = await search(request);
        const [first] = found.hits;
        if (!isLate || request.withFacets || !first) return found;
        const card = { ...first.card, name: "redis-stack", reference: "docker.io/redis/redis-stack" };
        const fresh = found.hits.map((hit) => ({ ...hit, card: { ...hit.card, pulls: 7 } }));
        return { ...found, total: found.total + 1, hits: [{ ...first, card, name: [{ text: "redis-stack", marked: false }] }, ...fresh], revision: 2 };
      },
    });
    await screen.findByRole("grid", { name: "Results" });
    const [first] = hitNames();
    isLate = true;
    act(() => host.tell({ type: "galleryChanged", revision: 2 }));
    const more = await screen.findByRole("button", { name: "1 more found" });
    // What is known of those in view is shown in its place.
    expect(hitNames()[0]?.replace("7 pulls", "")).toBe(first?.replace("9.8B pulls", ""));
    await userEvent.click(more);
    await waitFor(() => expect(hitNames()[0]).toContain("redis-stack"));
    expect(screen.queryByRole("button", { name: /more found/ })).toBeNull();
  });
});

describe("before anything is typed", () => {
  it("there are doors, recent searches, and what was bookmarked and opened", async () => {
    await drawGallery();
    await userEvent.click(await screen.findByRole("button", { name: /^Databases/ }));
    expect(box().value).toBe("category:databases");
    await waitFor(() => expect(hitNames().length).toBeGreaterThan(3));
    await userEvent.keyboard("{Escape}");
    await userEvent.click(await screen.findByRole("button", { name: "kind:chart redis" }));
    await waitFor(() => expect(hitNames()).toHaveLength(1));
    await userEvent.keyboard("{Escape}");
    await userEvent.click(await screen.findByRole("button", { name: "Everything, most pulled first" }));
    await waitFor(() => expect(hitNames()[0]).toContain("eks-distro/kubernetes/pause"));
    await userEvent.keyboard("{Escape}");
    expect(await screen.findByRole("heading", { name: "Opened lately" })).toBeDefined();
  });

  it("searches are forgotten when told to", async () => {
    await drawGallery();
    await userEvent.click(await screen.findByRole("button", { name: "Forget these searches" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: "kind:chart redis" })).toBeNull());
  });
});

describe("where nothing is found", () => {
  it("offers to drop the filters, and to open it as a reference", async () => {
    await drawGallery("localhost:5442/team/app arch:riscv");
    expect(await screen.findByRole("heading", { name: /Nothing is called/ })).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Open “localhost:5442/team/app” as a reference" }));
    await waitFor(() => expect(address()).toBe("localhost:5442/team/app"));
  });

  it("offers sources where none may be asked", async () => {
    const host = await drawGallery("nosuchthing", { list_sources: () => [] });
    await userEvent.click(await screen.findByRole("button", { name: "Choose sources to ask" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Gallery sources" })).toBeDefined();
    expect(host.asked.some((each) => each.command === "ask_sources")).toBe(false);
  });
});

describe("the sources", () => {
  it("are switched, harvested and paused", async () => {
    const host = await drawWindow("/gallery/sources");
    await userEvent.click(await screen.findByRole("switch", { name: "Quay may be asked" }));
    expect(host.asked).toContainEqual({ command: "switch_source", request: { source: "quay", enabled: true } });
    await userEvent.click(screen.getByRole("button", { name: "Pause harvesting Amazon ECR Public" }));
    expect(host.asked).toContainEqual({ command: "pause_harvest", request: { source: "ecr-public" } });
    act(() => host.tell({ type: "gallerySourcesChanged" }));
    await userEvent.click(await screen.findByRole("button", { name: "Continue harvesting Amazon ECR Public" }));
    expect(host.asked).toContainEqual({ command: "start_harvest", request: { source: "ecr-public" } });
    expect(screen.getByText(/not documented by Amazon/)).toBeDefined();
  });

  it("go into a pack and come out of one, with the reason when they do not", async () => {
    const host = await drawWindow("/gallery/sources");
    await userEvent.click(await screen.findByRole("radio", { name: "What a search finds" }));
    await userEvent.type(screen.getByRole("searchbox", { name: "Search" }), "kind:chart");
    await userEvent.click(screen.getByRole("button", { name: "Export the pack" }));
    expect(host.asked).toContainEqual({ command: "export_pack", request: { text: "kind:chart", path: null, replaces: false } });
    expect((await screen.findAllByText(/Writing 2 repositories to/)).length).toBeGreaterThan(0);
    act(() => host.tell({ type: "jobEnded", job: "job-export", failure: null }));
    expect(await screen.findByText("Written to /home/ada/Downloads/gallery.portolan-pack")).toBeDefined();

    await userEvent.type(screen.getByRole("textbox", { name: "File to import" }), "/tmp/pack{Enter}");
    expect(host.asked).toContainEqual({ command: "import_pack", request: { path: "/tmp/pack" } });
    const failure = { code: { type: "invalidInput" as const, field: "path" as const }, hint: { type: "packTruncated" as const }, retry: "no" as const, detail: "" };
    await screen.findAllByText(/Checking and reading/);
    act(() => host.tell({ type: "jobEnded", job: "job-import", failure }));
    expect(await screen.findByText("The pack is cut short")).toBeDefined();
  });

  it("are chosen in the system's dialog, or let fall onto the window", async () => {
    const host = await drawWindow("/gallery/sources");
    // A browser has no such dialog: a path can be typed alone.
    expect(screen.queryByRole("button", { name: "Choose a pack to import" })).toBeNull();
    cleanup();
    expect(host.chooseFile).toBeUndefined();

    const wanted: FileWanted[] = [];
    let drag: (files: DraggedFiles) => void = () => {};
    let saveAs: string | null = null;
    const inWindow = await drawWindow("/gallery/sources", {}, {
      chooseFile: async (file) => {
        wanted.push(file);
        return file.newName === null ? "/packs/team.portolan-pack" : saveAs;
      },
      hearFiles: (onFiles) => {
        drag = onFiles;
        return () => {};
      },
    });
    await userEvent.click(await screen.findByRole("button", { name: "Choose where to write the pack" }));
    expect(wanted[0]?.newName).toMatch(/^gallery-\d{4}-\d\d-\d\d\.portolan-pack$/);
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: "File" }).value).toBe("");
    // The dialog asked before it named a file that is there; what is typed asks nobody.
    saveAs = "/packs/there.portolan-pack";
    await userEvent.click(screen.getByRole("button", { name: "Choose where to write the pack" }));
    await waitFor(() => expect(screen.getByRole<HTMLInputElement>("textbox", { name: "File" }).value).toBe(saveAs));
    await userEvent.click(screen.getByRole("button", { name: "Export the pack" }));
    expect(inWindow.asked).toContainEqual({ command: "export_pack", request: { text: "", path: saveAs, replaces: true } });
    act(() => inWindow.tell({ type: "jobEnded", job: "job-export", failure: null }));
    await userEvent.type(screen.getByRole("textbox", { name: "File" }), "2");
    await userEvent.click(screen.getByRole("button", { name: "Export the pack" }));
    expect(inWindow.asked).toContainEqual({ command: "export_pack", request: { text: "", path: `${saveAs}2`, replaces: false } });
    await userEvent.click(screen.getByRole("button", { name: "Choose a pack to import" }));
    const path = screen.getByRole<HTMLInputElement>("textbox", { name: "File to import" });
    await waitFor(() => expect(path.value).toBe("/packs/team.portolan-pack"));
    act(() => drag({ type: "over" }));
    expect(screen.getByText("Let go to import this file.")).toBeDefined();
    act(() => drag({ type: "dropped", paths: ["/packs/other.portolan-pack"] }));
    expect(path.value).toBe("/packs/other.portolan-pack");
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Import the pack" }));
    expect(screen.queryByText("Let go to import this file.")).toBeNull();
  });
});
