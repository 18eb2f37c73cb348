// Leads from a listing to where its registry is looked into: the screens of any registry, read anonymously.

import { useCallback, useMemo, useState } from "react";
import { explainFailure } from "~/bridge/failures";
import { failedCall } from "~/bridge/host";
import { useHost } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";

export interface Visit {
  /** Opens the repository. */
  browse: () => void;
  /** Opens one of its images, by tag or digest. */
  openImage: (selector: string) => void;
  isPending: boolean;
}

export function useVisit(reference: string): Visit {
  const host = useHost();
  const open = useOpen();
  const toasts = useToasts();
  const messages = useMessages();
  const [isPending, setPending] = useState(false);
  const visit = useCallback(
    (lead: (connection: string, repository: string) => string): void => {
      setPending(true);
      host
        .call("visit_listing", { reference })
        .then(
          ({ connection, repository }) => open(lead(connection, repository)),
          (error: unknown) => {
            const { title, reason } = explainFailure(failedCall(error).failure, messages);
            toasts.show({ title, detail: reason, tone: "loss" });
          },
        )
        .finally(() => setPending(false));
    },
    [host, reference, open, toasts, messages],
  );
  return useMemo(
    () => ({
      browse: () => visit(addresses.repository),
      openImage: (selector: string) => visit((connection, repository) => addresses.image(connection, repository, selector)),
      isPending,
    }),
    [visit, isPending],
  );
}
