// Where the window begins: finds its host and draws.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { httpHost } from "./bridge/http";
import { isInsideTauri, tauriHost } from "./bridge/tauri";
import { followTheme } from "./theme/theme";
import "./theme/base.css";

followTheme("system");
const root = document.getElementById("root");
// In a browser, the development host gives its token in the address that it prints.
const token = new URLSearchParams(location.search).get("token");
const host = isInsideTauri() ? tauriHost : httpHost(location.origin, token ?? "");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App host={host} />
    </StrictMode>,
  );
}
