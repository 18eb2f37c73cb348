// The commands that pull one image, by tag and by digest, ready for a menu or the inspector.

import type { EngineCommand, ImageKind } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";

export interface PulledImage {
  connection: string;
  repository: string;
  tag: string | null;
  digest: string | null;
  platform: string | null;
  kind: ImageKind | null;
}

export interface PullCommands {
  byTag: readonly EngineCommand[];
  byDigest: readonly EngineCommand[];
}

const none: readonly EngineCommand[] = [];

function usePullBy(image: PulledImage | undefined, selector: string | null): readonly EngineCommand[] {
  const answer = useAsk(
    "list_pull_commands",
    {
      connection: image?.connection ?? "",
      repository: image?.repository ?? "",
      selector: selector ?? "",
      platform: image?.platform ?? null,
      kind: image?.kind ?? null,
    },
    { enabled: image !== undefined && selector !== null },
  );
  return answer.data ?? none;
}

/** Empty where there is no such tag or digest, or as long as the answer is awaited. */
export function usePullCommands(image: PulledImage | undefined): PullCommands {
  const byTag = usePullBy(image, image?.tag ?? null);
  const byDigest = usePullBy(image, image?.digest ?? null);
  return { byTag, byDigest };
}
