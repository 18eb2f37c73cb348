// What answers the window: the desktop host or a development one. How it is reached is tauri.ts or http.ts.
import type { Commands, Event, Failure } from "./generated/contract";

export type CommandName = keyof Commands;
export type RequestOf<C extends CommandName> = Commands[C]["request"];
export type ReplyOf<C extends CommandName> = Commands[C]["reply"];

/** A file that a person is to choose, in words of the person's language. */
export interface FileWanted {
  title: string;
  /** What such files are called, and how their names end. */
  kind: string;
  extension: string;
  /** What a new file would be called; `null` where one is wanted that is there. */
  newName: string | null;
}

/** Files that the pointer drags over the window, lets fall, or takes away again. */
export type DraggedFiles = { type: "over" } | { type: "gone" } | { type: "dropped"; paths: readonly string[] };

/** What the menu of the program's icon says. */
export interface TrayWords {
  open: string;
  runDue: string;
  pause: string;
  quit: string;
  isPaused: boolean;
}

export interface Host {
  /** Asks for a command; rejects with a `FailedCall`, or with an `AbortError` once the signal is aborted. */
  call<C extends CommandName>(command: C, request: RequestOf<C>, signal?: AbortSignal): Promise<ReplyOf<C>>;
  /** Hears every event until the returned function is called. */
  subscribe(onEvent: (event: Event) => void): () => void;
  /** Shows the system's own dialog: the path that was chosen, or `null`. A browser can tell no path, and has none. */
  chooseFile?: (wanted: FileWanted) => Promise<string | null>;
  /** Tells the person something by the system's own notifications, wherever they are looking. */
  notify?: (title: string, text: string) => void;
  /** Shows the program's icon among those of the desktop, or takes it away (`null`): whether it is there then. */
  showTray?: (words: TrayWords | null) => Promise<boolean>;
  /** Hears of files dragged onto the window until the returned function is called. */
  hearFiles?: (onFiles: (files: DraggedFiles) => void) => () => void;
}

/** A command that did not work. Its words come from `explainFailure`; the message is for consoles only. */
export class FailedCall extends Error {
  override readonly name = "FailedCall";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.hint?.type ?? failure.code.type);
    this.failure = failure;
  }
}

function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "code" in value && "hint" in value && "retry" in value;
}

/** The error of a call, from whatever the host rejected with. */
export function failedCall(rejection: unknown): FailedCall {
  if (rejection instanceof FailedCall) return rejection;
  if (isFailure(rejection)) return new FailedCall(rejection);
  const detail = rejection instanceof Error ? rejection.message : String(rejection);
  return new FailedCall({ code: { type: "unexpected" }, hint: null, retry: "yes", detail });
}

/** What a call rejects with when the window no longer wants its answer. */
export function abortError(): DOMException {
  return new DOMException("The answer is no longer wanted.", "AbortError");
}
