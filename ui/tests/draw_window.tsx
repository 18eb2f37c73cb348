// Draws the whole window over a fake host, for tests of the shell and of screens.
import { render, screen } from "@testing-library/react";
import { App } from "~/App";
import type { Host } from "~/bridge/host";
import { makeFakeHost } from "./fake_host";
import type { Answers, FakeHost } from "./fake_host";

/** Draws the window at an address and waits until its first screen is there; `system` is what a host may offer. */
export async function drawWindow(address = "/", change: Partial<Answers> = {}, system: Pick<Host, "chooseFile" | "hearFiles" | "notify"> = {}): Promise<FakeHost> {
  const kept = JSON.stringify({ addresses: [address], front: 0 });
  const host = makeFakeHost({
    read_window_state: ({ key }) => ({ key, value: key === "tabs" ? kept : null }),
    ...change,
  });
  Object.assign(host, system);
  render(<App host={host} />);
  await screen.findByRole("main");
  await screen.findByRole("heading", { level: 1 });
  return host;
}
