// Reaches a development host over loopback HTTP, so that the same screens run in a browser.
import type { Event } from "./generated/contract";
import { abortError, failedCall } from "./host";
import type { CommandName, Host, ReplyOf, RequestOf } from "./host";

/** A host at an origin that asks for a token with every call. */
export function httpHost(origin: string, token: string): Host {
  return {
    async call<C extends CommandName>(command: C, request: RequestOf<C>, signal?: AbortSignal): Promise<ReplyOf<C>> {
      let body: unknown;
      let isOk: boolean;
      try {
        const response = await fetch(`${origin}/call`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
          body: JSON.stringify({ command, payload: request }),
          ...(signal ? { signal } : {}),
        });
        isOk = response.ok;
        body = await response.json();
      } catch (error) {
        if (signal?.aborted) throw abortError();
        throw failedCall(error);
      }
      if (!isOk) throw failedCall(body);
      return body as ReplyOf<C>;
    },
    subscribe(onEvent) {
      const source = new EventSource(`${origin}/events?token=${encodeURIComponent(token)}`);
      source.addEventListener("message", (message: MessageEvent<string>) => {
        onEvent(JSON.parse(message.data) as Event);
      });
      return () => source.close();
    },
  };
}
