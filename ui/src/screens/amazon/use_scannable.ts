// The images of a repository that can be scanned, for choosing one: the newest first.
import { useAsk } from "~/bridge/queries";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";

/** Images that a choice offers at most. */
const most = 200;

export interface Scannable {
  digest: string;
  /** Its first tags, or its digest shortened. */
  name: string;
}

export function useScannable(connection: string, repository: string): Scannable[] {
  const images = useAsk("list_images", {
    connection,
    repository,
    grouping: "digest",
    sort: { column: "pushed", descending: true },
    filter: { text: "", platform: null, kind: null, date: "created", newerThanDays: null, olderThanDays: null, severity: null, storage: null },
    offset: 0,
    limit: most,
  });
  return (images.data?.rows ?? []).flatMap(({ digest, tags, kind }) => {
    // ECR scans the platforms of an index, not the index, and no artifacts.
    if (digest === null || (kind !== null && kind !== "image")) return [];
    const name = tags.length === 0 ? shortenDigest(digest) : visibleText(tags.slice(0, 3).join(", "));
    return [{ digest, name }];
  });
}
