// The page of a publisher: all of it, searched.
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { addresses } from "~/places/addresses";
import { drawWindow } from "../../../tests/draw_window";

it("shows everything by one alias and searches in it", async () => {
  const host = await drawWindow(addresses.publisher("public.ecr.aws", "nginx"));
  await screen.findByRole("heading", { level: 1, name: "NGINX" });
  await screen.findByText("3 repositories");
  expect(host.asked).toContainEqual(expect.objectContaining({ command: "search_gallery", request: expect.objectContaining({ text: "source:ecr-public publisher:nginx" }) as unknown }));
  const box = screen.getByRole("combobox", { name: "Search everything by NGINX" });
  await userEvent.type(box, "ingress");
  await screen.findByText("1 repository");
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await screen.findByRole("heading", { level: 1, name: /^nginx\/\s?nginx-ingress$/ });
});

it("says when nothing matches, and when nobody is known by that name", async () => {
  await drawWindow(addresses.publisher("public.ecr.aws", "nginx"));
  await userEvent.type(await screen.findByRole("combobox", { name: "Search everything by NGINX" }), "zzzz");
  await screen.findByRole("heading", { name: "Nothing by this publisher matches" });
  const clear = screen.getAllByRole("button", { name: "Clear the search" });
  await userEvent.click(clear[clear.length - 1] ?? document.body);
  await waitFor(() => expect(screen.queryByText("Nothing by this publisher matches")).toBeNull());
});

it("says when nobody publishes under a name", async () => {
  await drawWindow(addresses.publisher("docker.io", "nobody"));
  await screen.findByRole("heading", { name: "Nothing by this publisher is known" });
});
