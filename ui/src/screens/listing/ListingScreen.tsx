// A repository of the gallery: what it is, how to use it, how to pull it.

import { MapPinOff } from "lucide-react";
import type { ReactNode } from "react";
import { useAsk } from "~/bridge/queries";
import { EmptyState, Skeleton } from "~/kit/Notice";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { RefreshProblem } from "~/parts/RefreshProblem";
import { Freshness } from "~/parts/Freshness";
import { ListingLogo } from "~/parts/ListingLogo";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { ListingBody } from "./ListingBody";
import { ListingButtons } from "./ListingButtons";
import { ListingOrigin } from "./ListingOrigin";
import styles from "./ListingScreen.module.css";
import { useVisit } from "./use_visit";

export interface ListingScreenProps {
  /** `host/alias/name`. */
  reference: string;
}

export function ListingScreen({ reference }: ListingScreenProps): ReactNode {
  const { t } = useMessages();
  // A page that is opened again is looked at again: what is kept shows meanwhile.
  const page = useAsk("read_listing", { reference }, { always: true });
  const retry = (): void => void page.refetch();
  const { data } = page;
  const failure = page.error?.failure;
  const problem = data && (failure ?? data.problem);
  return (
    <ScreenFrame
      mark={<Logo reference={reference} hasLogo={data?.card.hasLogo ?? false} />}
      title={<ListingTitle reference={reference} />}
      subtitle={
        data && (
          <>
            <ListingOrigin card={data.card} />
            {data.observedAt !== null && <Freshness observedAt={data.observedAt} refreshing={data.refreshing} />}
            {data.observedAt === null && data.refreshing && <Freshness observedAt={null} refreshing />}
          </>
        )
      }
      actions={data && <ListingButtons card={data.card} />}
      notices={problem && <RefreshProblem failure={problem} onRetry={retry} />}
    >
      {data ? (
        <ListingBody page={data} />
      ) : failure?.code.type === "notFound" ? (
        <Unknown reference={reference} />
      ) : failure ? (
        <div className={styles["failure"]}>
          <FailureNotice failure={failure} onRetry={retry} />
        </div>
      ) : (
        <Skeleton lines={10} label={t("listing.loading")} />
      )}
    </ScreenFrame>
  );
}

function Logo({ reference, hasLogo }: { reference: string; hasLogo: boolean }): ReactNode {
  const logo = useAsk("read_logo", { reference }, { enabled: hasLogo });
  return <ListingLogo name={reference} url={logo.data?.url} size="page" />;
}

/** `alias/` in a softer ink than the name. The host is in the address box. */
function ListingTitle({ reference }: { reference: string }): ReactNode {
  const path = reference.split("/").slice(1).join("/");
  const cut = path.lastIndexOf("/") + 1;
  return (
    <bdi title={visibleText(reference)}>
      <span className={styles["alias"]}>{visibleText(path.slice(0, cut))}</span>
      {visibleText(path.slice(cut))}
    </bdi>
  );
}

/** Nobody knows the name. It may still be there: private, or of a registry without a gallery. */
function Unknown({ reference }: ListingScreenProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const visit = useVisit(reference);
  const words = reference.split("/").slice(1).join(" ");
  return (
    <EmptyState
      icon={MapPinOff}
      title={t("listing.unknownTitle")}
      actions={[
        { label: t("listing.searchGallery"), run: () => open(addresses.gallery(words)) },
        { label: t("listing.browse"), run: () => visit.browse() },
      ]}
    >
      {t("listing.unknownText", { reference: visibleText(reference) })}
    </EmptyState>
  );
}
