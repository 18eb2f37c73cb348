// One source: whether it may be asked, what is known of it, and how far its harvest is.
import { CloudDownload, Pause, Play } from "lucide-react";
import type { ReactNode } from "react";
import type { GallerySource, GallerySourceKind, Harvest } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { ProgressBar } from "~/kit/Notice";
import { Switch } from "~/kit/Switch";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Age } from "~/parts/Known";
import { sourceName } from "~/parts/listing_words";
import styles from "./sources.module.css";

const notes: Readonly<Record<GallerySourceKind, PlainKey>> = {
  ecrPublic: "sources.ecrPublicNote",
  dockerHub: "sources.dockerHubNote",
  quay: "sources.quayNote",
  connection: "sources.connectionNote",
};

function HarvestLine({ name, harvest }: { name: string; harvest: Harvest }): ReactNode {
  const { t, format } = useMessages();
  const { asked, expected, waitsUntil } = harvest;
  const parts = [
    t("sources.got", { count: harvest.listings }),
    expected === null ? t("sources.questionsOpen", { asked }) : t("sources.questions", { asked, expected }),
  ];
  if (harvest.state === "paused") parts.unshift(t("sources.paused"));
  else {
    if (harvest.askedAMinute > 0) parts.push(t("sources.rate", { count: harvest.askedAMinute }));
    if (harvest.secondsLeft !== null) parts.push(t("sources.left", { time: format.duration(harvest.secondsLeft) }));
  }
  return (
    <div className={styles["harvest"]} aria-live="off">
      <ProgressBar label={t("sources.harvesting", { source: name })} fraction={expected === null || expected === 0 ? undefined : asked / expected} />
      <p className={styles["facts"]}>{parts.join(" · ")}</p>
      {waitsUntil !== null && <p className={styles["facts"]}>{t("sources.waits", { time: format.time(waitsUntil) })}</p>}
    </div>
  );
}

export function SourceCard({ source }: { source: GallerySource }): ReactNode {
  const { t, rich } = useMessages();
  const switchSource = useAct("switch_source");
  const start = useAct("start_harvest");
  const pause = useAct("pause_harvest");
  const name = sourceName(source.id);
  const { harvest, enabled } = source;
  const of = { source: source.id };
  const failure = switchSource.error?.failure ?? start.error?.failure ?? pause.error?.failure ?? (enabled ? source.problem : null);
  const harvestButton = (): ReactNode => {
    if (!source.canHarvest || !enabled) return null;
    if (harvest?.state === "running") {
      return (
        <Button icon={Pause} label={t("sources.pauseOf", { source: name })} isPending={pause.isPending} onPress={() => pause.mutate(of)}>
          {t("sources.pause")}
        </Button>
      );
    }
    const [label, words] = harvest
      ? [t("sources.goOnOf", { source: name }), t("sources.goOn")]
      : [t("sources.harvestOf", { source: name }), t(source.harvestedAt === null ? "sources.harvest" : "sources.harvestAgain")];
    return (
      <Button icon={harvest ? Play : CloudDownload} label={label} isPending={start.isPending} onPress={() => start.mutate(of)}>
        {words}
      </Button>
    );
  };
  return (
    <li aria-label={name} className={styles["card"]}>
      <div className={styles["head"]}>
        <h3 className={styles["name"]}>{name}</h3>
        {harvestButton()}
        <Switch label={t("sources.enabledOf", { source: name })} isOn={enabled} onChange={(next) => switchSource.mutate({ ...of, enabled: next })} />
      </div>
      <p className={styles["note"]}>{t(enabled ? notes[source.kind] : "sources.off")}</p>
      <p className={styles["facts"]}>
        <span>{t("sources.listings", { count: source.listings })}</span>
        {source.starter > 0 && <span>{t("sources.starter", { count: source.starter })}</span>}
        <span>{source.askedAt === null ? t("sources.neverAsked") : rich("sources.asked", { age: <Age time={source.askedAt} /> })}</span>
        {source.harvestedAt !== null && <span>{rich("sources.harvested", { age: <Age time={source.harvestedAt} /> })}</span>}
      </p>
      {harvest && enabled && <HarvestLine name={name} harvest={harvest} />}
      {failure && <FailureNotice failure={failure} connection={source.connection ?? undefined} />}
    </li>
  );
}
