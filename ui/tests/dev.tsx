// The window over made-up content, for looking at it: /tests/dev.html?open=/activity&theme=dark&language=french
import { createRoot } from "react-dom/client";
import { App } from "~/App";
import { amazonAnswers } from "./fake_amazon";
import { makeFakeHost } from "./fake_host";
import { oceanAnswers } from "./fake_gallery";
import type { Answers } from "./fake_host";
import { museumAnswers } from "./fake_images";
import { pageAnswers } from "./fake_pages";
import "~/theme/base.css";

const contents: Readonly<Record<string, Partial<Answers>>> = { museum: museumAnswers, ocean: oceanAnswers, pages: pageAnswers, amazon: amazonAnswers };
const asked = new URLSearchParams(location.search);
const fake = makeFakeHost(contents[asked.get("content") ?? ""] ?? {}, Number(asked.get("delay") ?? 0));
const theme = asked.get("theme") === "dark" ? "dark" : "light";
const language = asked.get("language") === "french" ? "french" : "english";
const tabs = (asked.get("open") ?? "/").split(" ");

async function begin(): Promise<void> {
  const settings = await fake.call("read_settings", {});
  await fake.call("change_settings", { ...settings, theme, language });
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
