// The bridge: what is asked again after an event, and how failures read.
import { act, fireEvent, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { en } from "~/messages/en";
import { makeMessages } from "~/messages/Messages";
import { explainFailure, helpForHint } from "./failures";
import type { Event, Failure, Hint } from "./generated/contract";
import { failedCall } from "./host";
import type { Host } from "./host";
import { isStale, staleAfter } from "./invalidation";
import { BridgeProvider, useAsk, useEvents, useJobs } from "./queries";
import { useWindowState } from "./window_state";

const failure = (hint: Hint | null, change: Partial<Failure> = {}): Failure => ({
  code: { type: "unexpected" },
  hint,
  retry: "no",
  detail: "",
  ...change,
});

describe("a failure", () => {
  const messages = makeMessages("en");

  it("says what happened, why, and what to change", () => {
    const said = explainFailure(failure({ type: "deletionSwitchedOff", setting: "REGISTRY_STORAGE_DELETE_ENABLED" }), messages);
    expect(said.title).toBe("Deletion is switched off on this registry");
    expect(said.reason).toContain("REGISTRY_STORAGE_DELETE_ENABLED");
    const limit = explainFailure(failure({ type: "manifestTooLarge", limit: 4_194_304 }), messages);
    expect(limit.reason).toContain("4.2");
  });

  it("offers to sign in, to edit the connection, and to try again where that helps", () => {
    expect(explainFailure(failure({ type: "wrongPassword", host: "ghcr.io" }), messages).help).toEqual(["signIn"]);
    expect(explainFailure(failure(null, { code: { type: "offline" }, retry: "yes" }), messages).help).toEqual(["retry"]);
  });

  it("says until when the registry wants quiet, and never a time before that", () => {
    const until = Date.now() + 125_000;
    const said = explainFailure(failure(null, { code: { type: "rateLimited", until }, retry: "yes" }), messages);
    expect(said.reason).toContain("in 3 minutes");
  });

  it("shows hostile text as what it is", () => {
    const said = explainFailure(failure({ type: "tagInvalid", name: "a\u202Eb" }), messages);
    expect(said.title).toContain("a⟨U+202E⟩b");
  });

  it("fills every gap, for every hint there is", () => {
    const values = { host: "h", reason: "r", status: 500, proxy: "p", scope: "s", name: "n", path: "/p", setting: null };
    const more = { limit: 1, asked: "a", got: "g", digests: ["d"], digest: "d", tag: "t", what: ["w"], keptAs: "k" };
    const last = { found: 2, known: 1, port: 5000, problem: "damaged" };
    for (const type of Object.keys(helpForHint)) {
      expect(Object.keys(en.failures)).toContain(type);
      const said = explainFailure(failure({ type, ...values, ...more, ...last } as unknown as Hint), messages);
      expect(`${said.title} ${said.reason ?? ""}`).not.toMatch(/[{}]|undefined|^failures\./);
    }
  });

  it("is made of whatever a host rejects with", () => {
    expect(failedCall(failure({ type: "planUsed" })).failure.hint).toEqual({ type: "planUsed" });
    expect(failedCall(new TypeError("no network")).failure).toMatchObject({
      code: { type: "unexpected" },
      detail: "no network",
    });
  });
});

describe("an event", () => {
  it("makes stale what it is about, and nothing else", () => {
    const stale = staleAfter({ type: "imagesChanged", connection: "a", repository: "team/app", revision: 2 });
    const asked = (connection: string, repository: string): unknown[] => ["list_images", { connection, repository }];
    expect(isStale(asked("a", "team/app"), stale)).toBe(true);
    expect(isStale(asked("a", "other"), stale)).toBe(false);
    expect(isStale(asked("b", "team/app"), stale)).toBe(false);
    expect(isStale(["list_connections", {}], stale)).toBe(false);
  });
});

function Asking(): ReactNode {
  const about = useAsk("read_about", {});
  const jobs = useJobs();
  return (
    <p>
      {about.data?.version ?? "asking"}, {jobs.map((job) => job.doneItems).join()}
    </p>
  );
}

describe("a screen", () => {
  it("is drawn again with fresh answers after an event, and with progress as it comes", async () => {
    let tell: (event: Event) => void = () => {};
    let version = "1";
    const call = vi.fn((command: string) => Promise.resolve(command === "list_jobs" ? [] : { version }));
    const host: Host = {
      call: call as unknown as Host["call"],
      subscribe(onEvent) {
        tell = onEvent;
        return () => {};
      },
    };
    render(
      <BridgeProvider host={host}>
        <Asking />
      </BridgeProvider>,
    );
    expect(await screen.findByText("1,")).toBeDefined();
    version = "2";
    act(() => tell({ type: "connectionsChanged" }));
    expect(await screen.findByText("2,")).toBeDefined();
    const job = { id: "j", kind: "change", connection: null, repository: null, doneItems: 7, totalItems: 9 } as const;
    const rest = { doneBytes: 0, totalBytes: null, rate: 1, secondsLeft: null } as const;
    act(() => tell({ type: "jobProgress", job: { ...job, ...rest } }));
    expect(await screen.findByText("2, 7")).toBeDefined();
  });

  it("asks again when an event comes before the first answer", async () => {
    let tell: (event: Event) => void = () => {};
    const answers: ((version: { version: string }) => void)[] = [];
    const host: Host = {
      call: ((command: string) =>
        command === "list_jobs" ? Promise.resolve([]) : new Promise((resolve) => answers.push(resolve))) as unknown as Host["call"],
      subscribe(onEvent) {
        tell = onEvent;
        return () => {};
      },
    };
    render(
      <BridgeProvider host={host}>
        <Asking />
      </BridgeProvider>,
    );
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    act(() => tell({ type: "connectionsChanged" }));
    answers[0]?.({ version: "old" });
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.({ version: "new" });
    expect(await screen.findByText("new,")).toBeDefined();
  });

  it("hears what was told before it was drawn", async () => {
    let tell: (event: Event) => void = () => {};
    const heard: string[] = [];
    function Listening(): ReactNode {
      useEvents((event) => {
        if (event.type === "addressRequested") heard.push(event.text);
      });
      return null;
    }
    const host: Host = {
      call: (() => new Promise(() => {})) as unknown as Host["call"],
      subscribe(onEvent) {
        tell = onEvent;
        return () => {};
      },
    };
    const { rerender } = render(<BridgeProvider host={host}>{null}</BridgeProvider>);
    act(() => tell({ type: "addressRequested", text: "ghcr.io/team/app" }));
    rerender(
      <BridgeProvider host={host}>
        <Listening />
      </BridgeProvider>,
    );
    await vi.waitFor(() => expect(heard).toEqual(["ghcr.io/team/app"]));
  });

  it("keeps its latest state as soon as the one before is kept", async () => {
    const kept: string[] = [];
    const endings: (() => void)[] = [];
    const isText = (value: unknown): value is string => typeof value === "string";
    function Keeping(): ReactNode {
      const { value, setValue } = useWindowState("pane", isText, "none");
      return <input value={value} onChange={(event) => setValue(event.target.value)} />;
    }
    const host: Host = {
      call: ((command: string, request: { value?: string }) => {
        if (command === "read_window_state") return Promise.resolve({ key: "pane", value: null });
        kept.push(request.value ?? "");
        return new Promise<void>((resolve) => endings.push(resolve));
      }) as unknown as Host["call"],
      subscribe: () => () => {},
    };
    render(
      <BridgeProvider host={host}>
        <Keeping />
      </BridgeProvider>,
    );
    const field = await screen.findByDisplayValue("none");
    for (const value of ["a", "b", "c"]) fireEvent.change(field, { target: { value } });
    expect(kept).toEqual(['"a"']);
    endings[0]?.();
    await vi.waitFor(() => expect(kept).toEqual(['"a"', '"c"']));
    expect(await screen.findByDisplayValue("c")).toBeDefined();
  });

  it("cancels what it asked for when it is left", async () => {
    let signal: AbortSignal | undefined;
    const host: Host = {
      call: ((_command: string, _request: unknown, given?: AbortSignal) => {
        signal = given;
        return new Promise(() => {});
      }) as unknown as Host["call"],
      subscribe: () => () => {},
    };
    const { unmount } = render(
      <BridgeProvider host={host}>
        <Asking />
      </BridgeProvider>,
    );
    await vi.waitFor(() => expect(signal).toBeDefined());
    unmount();
    expect(signal?.aborted).toBe(true);
  });
});
