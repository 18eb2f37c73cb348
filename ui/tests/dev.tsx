// The window over made-up content, for looking at it: /tests/dev.html?open=/activity&theme=dark&language=french
import { createRoot } from "react-dom/client";
import { App } from "~/App";
import { amazonAnswers } from "./fake_amazon";
import { costs } from "./fake_costs";
import { makeFakeHost } from "./fake_host";
import { oceanAnswers } from "./fake_gallery";
import { connections } from "./fake_content";
import { health, storageUse } from "./fake_health";
import type { Answers } from "./fake_host";
import { museumAnswers } from "./fake_images";
import { pageAnswers } from "./fake_pages";
import { trailEvents } from "./fake_trail";
import { vendorAnswers } from "./fake_vendor";
import { vendorAnswers as everyVendor } from "./fake_vendors";
import "~/theme/base.css";

const billed: Partial<Answers> = {
  list_amazon_events: () => ({ events: trailEvents, reached: trailEvents.at(-1)?.at ?? null, next: "more" }),
  read_amazon_costs: () => costs,
  estimate_saving: () => ({ currency: "USD", saving: { before: 2_459_000_000, after: 459_000_000, aMonth: 2_000_000_000, freed: 21_000_000_000, archived: 0, once: 0, gaps: { unshared: 7, unknown: 0, unlisted: 0 } } }),
};

const healthy: Partial<Answers> = { read_health: () => health, read_storage_use: () => storageUse };

const administered: Partial<Answers> = { list_connections: () => connections.map((each) => (each.id === "prod" ? { ...each, kind: "harbor", hasOffers: true } : each)) };

const contents: Readonly<Record<string, Partial<Answers>>> = { museum: museumAnswers, ocean: oceanAnswers, pages: pageAnswers, health: healthy, administration: administered, amazon: { ...amazonAnswers, ...billed }, vendor: vendorAnswers, vendors: everyVendor };
const asked = new URLSearchParams(location.search);
const fake = makeFakeHost(contents[asked.get("content") ?? ""] ?? {}, Number(asked.get("delay") ?? 0));
const theme = asked.get("theme") === "dark" ? "dark" : "light";
const language = asked.get("language") === "french" ? "french" : "english";
const tabs = (asked.get("open") ?? "/").split(" ");

async function begin(): Promise<void> {
  await fake.call("change_settings", { theme, language });
  await fake.call("keep_window_state", { key: "tabs", value: JSON.stringify({ addresses: tabs, front: tabs.length - 1 }) });
  const shape = asked.get("shape");
  if (shape !== null) await fake.call("keep_window_state", { key: "gallery.shape", value: JSON.stringify(shape) });
  const layout = {
    sidebarWidth: 248,
    isSidebarShown: true,
    inspectorWidth: 340,
    isInspectorShown: true,
    expanded: ["bookmarks", "connection local", "connection prod", "branch prod platform"],
  };
  await fake.call("keep_window_state", { key: "layout", value: JSON.stringify(layout) });
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<App host={fake} />);
}

void begin();
