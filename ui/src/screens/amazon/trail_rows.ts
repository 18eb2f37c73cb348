// Makes rows of what CloudTrail remembers: tags that moved are told from new ones, the same again and again is one row. No drawing.
import type { AmazonEvent, TrailDeed, TrailPrincipal } from "~/bridge/generated/contract";

/** What somebody may want to see of it. */
export const trailKinds = ["deeds", "pulls", "pushes", "deletions", "archive", "scans", "settings", "all"] as const;
export type TrailKind = (typeof trailKinds)[number];

const deedsOf: Readonly<Record<Exclude<TrailKind, "all">, readonly TrailDeed[]>> = {
  deeds: ["pulled", "pushed", "deleted", "expired", "moved", "copied", "scanned", "createdRepository", "deletedRepository", "set", "other"],
  pulls: ["pulled", "fetchedLayer"],
  pushes: ["pushed", "sentLayer"],
  deletions: ["deleted", "expired", "deletedRepository"],
  archive: ["moved"],
  scans: ["scanned"],
  settings: ["set", "createdRepository", "deletedRepository"],
};

export interface TrailRow {
  event: AmazonEvent;
  /** The digest that its tag pointed to before, where this push moved it. */
  movedFrom: string | null;
  /** How often the same was done one after the other, this one included. */
  times: number;
  /** When it was first done. */
  since: number | null;
}

/** The digest that each push moved its tag from; events are the newest first. */
function findMoves(events: readonly AmazonEvent[]): ReadonlyMap<string, string> {
  const moves = new Map<string, string>();
  const pointsTo = new Map<string, string>();
  for (const event of events.toReversed()) {
    if (event.error) continue;
    for (const { tag, digest } of event.images) {
      if (tag === null) continue;
      if (event.deed === "deleted" || event.deed === "expired") pointsTo.delete(tag);
      if (event.deed !== "pushed" || digest === null) continue;
      const before = pointsTo.get(tag);
      if (before !== undefined && before !== digest) moves.set(event.id, before);
      pointsTo.set(tag, digest);
    }
  }
  return moves;
}

/** Who did it, as one would look for them: names, session, instance, address. */
export function whoText(event: AmazonEvent): string {
  const { principal } = event;
  const names = principal ? [principal.name, principal.session, principal.instance, principal.account, principal.arn, principal.by] : [];
  return [...names, event.source].filter((each) => each !== null && each !== undefined).join(" ").toLowerCase();
}

const samePrincipal = (one: TrailPrincipal | null, other: TrailPrincipal | null): boolean => one?.arn === other?.arn && one?.name === other?.name && one?.session === other?.session;

function isSame(one: AmazonEvent, other: AmazonEvent): boolean {
  const images = (event: AmazonEvent): string => event.images.map(({ tag, digest }) => `${tag ?? ""}@${digest ?? ""}`).join(" ");
  return (
    // Away and back again is not the same.
    one.deed !== "moved" &&
    one.name === other.name &&
    one.own === other.own &&
    samePrincipal(one.principal, other.principal) &&
    one.source === other.source &&
    one.error?.code === other.error?.code &&
    images(one) === images(other)
  );
}

/** The rows of the events of a kind by somebody. */
export function trailRows(events: readonly AmazonEvent[], kind: TrailKind, who: string): TrailRow[] {
  const moves = findMoves(events);
  const wanted = who.trim().toLowerCase();
  const rows: TrailRow[] = [];
  for (const event of events) {
    if (kind !== "all" && !deedsOf[kind].includes(event.deed)) continue;
    if (wanted !== "" && !whoText(event).includes(wanted)) continue;
    const last = rows.at(-1);
    if (last && isSame(last.event, event)) {
      last.times += 1;
      last.since = event.at;
    } else {
      rows.push({ event, movedFrom: moves.get(event.id) ?? null, times: 1, since: event.at });
    }
  }
  return rows;
}
