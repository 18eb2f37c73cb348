// Who moved a tag, by the events that the registry remembers. Pure.
import type { AmazonEvent, TagMove } from "~/bridge/generated/contract";

/** A move is seen from here some time after it was made, by clocks that may differ a little. */
const slack = 60_000;

/** The push that put a tag where a move saw it: the last one before it was seen there. */
export function moverOf(events: readonly AmazonEvent[], tag: string, move: TagMove): AmazonEvent | undefined {
  const pushes = events.filter(
    (event) => event.deed === "pushed" && event.error === null && event.at !== null && event.at <= move.seenFrom + slack && event.images.some((image) => image.tag === tag && image.digest === move.digest),
  );
  return pushes.reduce<AmazonEvent | undefined>((last, event) => (last === undefined || (event.at ?? 0) > (last.at ?? 0) ? event : last), undefined);
}
