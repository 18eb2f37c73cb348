// Reaches the desktop host. The only file that knows Tauri.
import { Channel, invoke } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import type { DragDropEvent } from "@tauri-apps/api/webview";
import type { Event } from "./generated/contract";
import { abortError, failedCall } from "./host";
import type { CommandName, DraggedFiles, Host, ReplyOf, RequestOf } from "./host";

let calls = 0;

/** Whether the page is drawn by the desktop host. */
export function isInsideTauri(): boolean {
  return "__TAURI_INTERNALS__" in window;
}

function draggedFiles(event: DragDropEvent): DraggedFiles {
  if (event.type === "drop") return { type: "dropped", paths: event.paths };
  return { type: event.type === "leave" ? "gone" : "over" };
}

export const tauriHost: Host = {
  call<C extends CommandName>(command: C, request: RequestOf<C>, signal?: AbortSignal): Promise<ReplyOf<C>> {
    if (signal?.aborted) return Promise.reject(abortError());
    calls += 1;
    const id = calls;
    return new Promise<ReplyOf<C>>((resolve, reject) => {
      const onAbort = (): void => {
        void invoke("cancel", { id });
        reject(abortError());
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      invoke<ReplyOf<C>>("call", { id, command, payload: request })
        .then(resolve, (rejection: unknown) => reject(failedCall(rejection)))
        .finally(() => signal?.removeEventListener("abort", onAbort));
    });
  },
  subscribe(onEvent) {
    let isHeard = true;
    const channel = new Channel<Event>((event) => {
      if (isHeard) onEvent(event);
    });
    void invoke("subscribe", { channel });
    return () => {
      isHeard = false;
    };
  },
  chooseFile: (wanted) => invoke<string | null>("choose_file", { wanted }),
  notify: (title, text) => void invoke("notify", { title, text }),
  showTray: (words) => invoke<boolean>("show_tray", { words }),
  hearFiles(onFiles) {
    const ended = getCurrentWebview().onDragDropEvent(({ payload }) => onFiles(draggedFiles(payload)));
    return () => void ended.then((end) => end());
  },
};
