// Asks the upstreams for newer images, and tells what came of it.
import type { NewerFound, PulledAt } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { useFailureTeller } from "~/parts/failure_teller";

/** As many names as a toast has room for. */
const room = 4;

export interface Looking {
  look: (images: PulledAt[] | null) => void;
  isLooking: boolean;
}

export function useLooking(): Looking {
  const messages = useMessages();
  const toasts = useToasts();
  const act = useAct("look_for_newer", useFailureTeller());
  return {
    look: (images) =>
      act.mutate(
        { images },
        {
          onSuccess: (found) =>
            toasts.show({
              title: messages.t("pullCache.looked", { count: found.asked }),
              detail: sayFound(found, messages),
              ...(found.failed.length > 0 ? { tone: "loss" } : {}),
            }),
        },
      ),
    isLooking: act.isPending,
  };
}

function sayFound({ moved, missing, failed, said }: NewerFound, { t, format }: Messages): string {
  const named = (images: readonly PulledAt[]): string => {
    const names = images.slice(0, room).map((each) => visibleText(`${each.repository}:${each.reference}`));
    return format.list(images.length > room ? [...names, "…"] : names);
  };
  const parts = [
    moved.length > 0 && t("pullCache.lookedMoved", { images: named(moved) }),
    missing.length > 0 && t("pullCache.lookedMissing", { images: named(missing) }),
    failed.length > 0 && t("pullCache.lookedFailed", { images: named(failed), said: visibleText(said ?? "") }),
  ].filter((part) => part !== false);
  return parts.length === 0 ? t("pullCache.lookedSame") : parts.join(" ");
}
