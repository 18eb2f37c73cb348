// The page under its head: the choice and its command, and three views that follow it.

import type { ReactNode } from "react";
import type { ListingPage, ListingUses } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { FailureNotice } from "~/parts/FailureNotice";
import { OutsideLinks } from "~/parts/OutsideLink";
import { RegistryText } from "~/parts/RegistryText";
import { CommandBlock } from "~/parts/CommandBlock";
import { Snippets } from "~/parts/Snippets";
import { classNames } from "~/lib/class_names";
import { Skeleton } from "~/kit/Notice";
import { Tabs } from "~/kit/Tabs";
import type { TabView } from "~/kit/Tabs";
import { useMessages } from "~/messages/Messages";
import { useAddressState } from "~/places/search";
import { useEngine } from "../repository/use_engine";
import { useChoice } from "./choice";
import { ListingChoice } from "./ListingChoice";
import { ListingFigures } from "./ListingFacts";
import { ListingOverview } from "./ListingOverview";
import styles from "./ListingScreen.module.css";
import { ListingTags } from "./ListingTags";

const viewIds = ["overview", "tags", "use"] as const;
type ViewId = (typeof viewIds)[number];

/** A chart is used by Helm before all else. */
export function inOrder(uses: ListingUses, kind: string): ListingUses {
  if (kind !== "chart") return uses;
  const first = <T,>(all: readonly T[], isHelm: (one: T) => boolean): T[] => [...all.filter(isHelm), ...all.filter((one) => !isHelm(one))];
  return { pull: first(uses.pull, (one) => one.engine === "helm"), snippets: first(uses.snippets, (one) => one.place === "helm") };
}

export function ListingBody({ page }: { page: ListingPage }): ReactNode {
  const { t } = useMessages();
  const { card } = page;
  const choice = useChoice(card);
  const [engine, setEngine] = useEngine();
  const [viewText, setView] = useAddressState("view", "overview");
  const view: ViewId = viewIds.find((each) => each === viewText) ?? "overview";
  const answer = useAsk(
    "list_uses",
    { reference: card.reference, selector: choice.selector, platform: choice.platform === "" ? null : choice.platform },
    { placeholder: (previous) => previous },
  );
  const uses = answer.data && inOrder(answer.data, card.kind);
  const tagCount = useAsk("list_listing_tags", {
    reference: card.reference,
    filter: "",
    sort: { column: "tag", descending: true },
    offset: 0,
    limit: 200,
  }).data?.all;
  const pulled = uses?.pull ?? [];
  const preferred = pulled.some((each) => each.engine === engine) ? engine : (pulled[0]?.engine ?? engine);

  const drawOverview = (): ReactNode => <ListingOverview page={page} />;
  const drawTags = (): ReactNode => <ListingTags card={card} choice={choice} />;
  const drawUse = (): ReactNode => {
    if (uses) return <Snippets snippets={uses.snippets} />;
    return answer.error ? null : <Skeleton lines={6} label={t("common.loading")} />;
  };
  const views: TabView<ViewId>[] = [
    { id: "overview", label: t("listing.overview"), draw: drawOverview },
    { id: "tags", label: t("listing.tags"), count: tagCount === 0 ? undefined : tagCount, draw: drawTags },
    { id: "use", label: t("listing.use"), draw: drawUse },
  ];
  return (
    <OutsideLinks>
      <div className={styles["scroll"]}>
        <div className={styles["top"]}>
          <div className={styles["about"]}>
            {card.description !== "" && (
              <p data-selectable className={styles["description"]}>
                <RegistryText text={card.description} lines />
              </p>
            )}
            <ListingFigures page={page} />
          </div>
          <section aria-label={t("listing.choice")} className={styles["choice"]}>
            <ListingChoice card={card} choice={choice} />
            {answer.error ? (
              <FailureNotice failure={answer.error.failure} onRetry={() => void answer.refetch()} />
            ) : (
              <CommandBlock label={t("listing.pull")} commands={pulled} engine={preferred} onEngineChange={setEngine} />
            )}
          </section>
        </div>
        <div className={classNames(styles["views"], view === "tags" && styles["filled"])}>
          <Tabs label={t("listing.views")} selected={view} onSelect={(id) => setView(id)} views={views} />
        </div>
      </div>
    </OutsideLinks>
  );
}
