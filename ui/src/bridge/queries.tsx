// How screens ask and act: cached answers, kept fresh by the host's events. Typed by the generated map alone.
import { QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Query, UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useEffectEvent, useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { Connection, Event, Job } from "./generated/contract";
import type { CommandName, FailedCall, Host, ReplyOf, RequestOf } from "./host";
import { isStale, staleAfter } from "./invalidation";
import type { Stale } from "./invalidation";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: FailedCall;
  }
}

interface Bridge {
  host: Host;
  listeners: Set<(event: Event) => void>;
  /** Told before anything that listens was drawn. */
  unheard: Event[];
}

const BridgeContext = createContext<Bridge | undefined>(undefined);

function useBridge(): Bridge {
  const bridge = use(BridgeContext);
  if (!bridge) throw new Error("A screen was drawn outside of BridgeProvider.");
  return bridge;
}

/** What is kept of answers: for ever, until an event says otherwise. The host itself retries and goes offline well. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 600_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** A job's latest progress in the list of jobs. */
function withProgress(jobs: readonly Job[], job: Job): Job[] {
  const rest = jobs.filter((each) => each.id !== job.id);
  return rest.length === jobs.length ? [...jobs, job] : jobs.map((each) => (each.id === job.id ? job : each));
}

/** Asks again what is stale and drawn. */
function askAgain(client: QueryClient, stale: readonly Stale[]): void {
  if (stale.length === 0) return;
  const predicate = (query: Query): boolean => isStale(query.queryKey, stale);
  // A first answer that is under way may be older than the event, and the cache would not ask again while it is.
  for (const query of client.getQueryCache().findAll({ predicate, fetchStatus: "fetching" })) {
    if (query.state.data !== undefined) continue;
    const again = (): void => void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    query.promise?.then(again, again);
  }
  void client.invalidateQueries({ predicate });
}

export function BridgeProvider({ host, children }: { host: Host; children: ReactNode }): ReactNode {
  const [client] = useState(makeQueryClient);
  const bridge = useMemo<Bridge>(() => ({ host, listeners: new Set(), unheard: [] }), [host]);
  useEffect(
    () =>
      host.subscribe((event) => {
        if (event.type === "jobProgress") {
          client.setQueryData<Job[]>(["list_jobs", {}], (jobs = []) => withProgress(jobs, event.job));
        } else if (event.type === "jobEnded") {
          client.setQueryData<Job[]>(["list_jobs", {}], (jobs = []) => jobs.filter((job) => job.id !== event.job));
        }
        askAgain(client, staleAfter(event));
        if (bridge.listeners.size === 0) bridge.unheard.push(event);
        for (const listener of bridge.listeners) listener(event);
      }),
    [host, client, bridge],
  );
  return (
    <BridgeContext value={bridge}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </BridgeContext>
  );
}

/** Asks a question again whose answer was changed without an event. */
export function useAskAgain(): (command: CommandName) => void {
  const client = useQueryClient();
  return useCallback((command) => askAgain(client, [{ command }]), [client]);
}

/** The host itself, for what is neither a cached question nor a press of a button. */
export function useHost(): Host {
  return useBridge().host;
}

/** Hears the host's events while the caller is drawn; the cache has been told before. */
export function useEvents(onEvent: (event: Event) => void): void {
  const { listeners, unheard } = useBridge();
  const listen = useEffectEvent(onEvent);
  useEffect(() => {
    const listener = (event: Event): void => listen(event);
    listeners.add(listener);
    // All that is drawn with the caller listens by then.
    queueMicrotask(() => {
      for (const event of unheard.splice(0)) for (const each of listeners) each(event);
    });
    return () => {
      listeners.delete(listener);
    };
  }, [listeners, unheard]);
}

export interface AskOptions<C extends CommandName> {
  /** Does not ask while false. */
  enabled?: boolean;
  /** Shown while the first answer is awaited: by convention the answer to the question before. */
  placeholder?: (previous: ReplyOf<C> | undefined) => ReplyOf<C> | undefined;
  /** Asks again when it is drawn, although an answer is kept. */
  always?: boolean;
}

/** Asks, with the answer kept and refreshed; leaving the screen cancels what is under way. */
export function useAsk<C extends CommandName>(
  command: C,
  request: RequestOf<C>,
  options: AskOptions<C> = {},
): UseQueryResult<ReplyOf<C>, FailedCall> {
  const { host } = useBridge();
  return useQuery<ReplyOf<C>, FailedCall, ReplyOf<C>>({
    queryKey: [command, request],
    queryFn: ({ signal }) => host.call(command, request, signal),
    enabled: options.enabled ?? true,
    ...(options.always ? { staleTime: 0 } : {}),
    ...(options.placeholder ? { placeholderData: options.placeholder as never } : {}),
  });
}

/** Does something when told to; a failure is in what is returned, and told to `onError`, whoever is drawn by then. */
export function useAct<C extends CommandName>(
  command: C,
  onError?: (error: FailedCall) => void,
): UseMutationResult<ReplyOf<C>, FailedCall, RequestOf<C>> {
  const { host } = useBridge();
  return useMutation({
    mutationKey: [command],
    mutationFn: (request: RequestOf<C>) => host.call(command, request),
    ...(onError ? { onError } : {}),
  });
}

/** Asks outside of drawing: from a command or a press, using what is kept. */
export function useAskOnce(): <C extends CommandName>(command: C, request: RequestOf<C>) => Promise<ReplyOf<C>> {
  const client = useQueryClient();
  const { host } = useBridge();
  return useCallback(
    (command, request) =>
      client.fetchQuery({ queryKey: [command, request], queryFn: ({ signal }) => host.call(command, request, signal) }),
    [client, host],
  );
}

const noConnections: readonly Connection[] = [];

/** The person's connections, in their order. */
export function useConnections(): readonly Connection[] {
  const every = useEveryConnection();
  return useMemo(() => every.filter(({ kind }) => kind !== "visited"), [every]);
}

/** The same with those that only look around from the gallery, for their names. */
export function useEveryConnection(): readonly Connection[] {
  return useAsk("list_connections", {}).data ?? noConnections;
}

/** One connection of any kind, once it is known. */
export function useConnection(id: string | undefined): Connection | undefined {
  return useEveryConnection().find((connection) => connection.id === id);
}

const noJobs: readonly Job[] = [];

/** Long work in progress, with its latest progress. */
export function useJobs(): readonly Job[] {
  return useAsk("list_jobs", {}).data ?? noJobs;
}
