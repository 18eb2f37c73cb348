// Docker and Podman signed in to Amazon's registry, in the window.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";
import { amazonAnswers } from "../../../tests/fake_amazon";
import { failure } from "../../../tests/fake_content";
import { FailedCall } from "~/bridge/host";
import type { FakeHost } from "../../../tests/fake_host";

const openDialog = async (change = {}): Promise<{ host: FakeHost; dialog: ReturnType<typeof within> }> => {
  const host = await drawWindow(addresses.registry("ecr"), { ...amazonAnswers, ...change });
  await userEvent.click(await screen.findByRole("button", { name: "More" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Sign in Docker / Podman…" }));
  return { host, dialog: within(await screen.findByRole("dialog", { name: "Sign in Docker / Podman" })) };
};

describe("signing engines in", () => {
  it("needs no question where a helper keeps it, and one where it is a plain file", async () => {
    const { host, dialog } = await openDialog();
    const docker = within(await dialog.findByRole("region", { name: "Docker" }));
    await userEvent.click(docker.getByRole("button", { name: "Sign in Docker" }));
    await waitFor(() =>
      expect(host.asked.findLast((each) => each.command === "sign_in_engine")?.request).toEqual({ connection: "ecr", region: "eu-west-1", engine: "docker", plainFileAgreed: false }),
    );
    expect(await docker.findByRole("status")).toBeDefined();
    const podman = within(dialog.getByRole("region", { name: "Podman" }));
    const button = (): HTMLElement => podman.getByRole("button", { name: "Sign in Podman" });
    expect(button().getAttribute("aria-disabled")).toBe("true");
    await userEvent.click(podman.getByRole("checkbox", { name: /plain file/ }));
    await waitFor(() => expect(button().getAttribute("aria-disabled")).toBeNull());
    await userEvent.click(button());
    await waitFor(() => expect(host.asked.findLast((each) => each.command === "sign_in_engine")?.request).toMatchObject({ engine: "podman", plainFileAgreed: true }));
  });

  it("says what the engine says where it does not work, and shows what to type", async () => {
    const { dialog } = await openDialog({
      sign_in_engine: () => {
        throw new FailedCall(failure({ hint: { type: "engineLoginFailed", engine: "docker", said: "Error: 403 Forbidden" } }));
      },
    });
    await userEvent.click(await dialog.findByRole("button", { name: "Sign in Docker" }));
    expect(await dialog.findByText(/403 Forbidden/)).toBeDefined();
    expect(dialog.getByRole("region", { name: "By hand" }).textContent).toContain("aws ecr get-login-password");
  });
});
