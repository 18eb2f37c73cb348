// The welcome: how to begin, and on later days what one comes back to. Also what a new tab shows.
import { Anchor, Bookmark, Clock, Plus, Search, Server } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useAct, useAsk, useConnections, useHost, useJobs } from "~/bridge/queries";
import { spellShortcut } from "~/commands/shortcut";
import { Button } from "~/kit/Button";
import { Icon } from "~/kit/Icon";
import { RhumbLines } from "~/kit/RhumbLines";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { CompassRose } from "~/parts/CompassRose";
import { FailureNotice } from "~/parts/FailureNotice";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { KnownSignIns } from "./KnownSignIns";
import styles from "./WelcomeScreen.module.css";

const mostVisits = 8;

export function WelcomeScreen(): ReactNode {
  const { t } = useMessages();
  const about = useAsk("read_about", {}).data;
  const isFirst = about?.firstRun ?? false;
  return (
    <div className={styles["welcome"]}>
      <RhumbLines />
      <div className={styles["scroll"]}>
        <div className={styles["page"]}>
          <header className={styles["head"]}>
            <CompassRose size={72} />
            <div>
              <h1 className={styles["title"]}>Portolan</h1>
              <p className={styles["tagline"]}>{t("welcome.tagline")}</p>
            </div>
          </header>
          {isFirst ? <p className={styles["lead"]}>{t("welcome.firstText")}</p> : null}
          <p className={styles["hint"]}>{t("welcome.address", { shortcut: spellShortcut("Mod+L") })}</p>
          <GalleryDoor />
          <div className={styles["columns"]}>
            <div className={styles["column"]}>
              <Samples />
              <section className={styles["card"]} aria-label={t("welcome.connect")}>
                <h2>{t("welcome.connect")}</h2>
                <p className={styles["text"]}>{t("welcome.connectText")}</p>
                <Connect />
              </section>
              <KnownSignIns />
            </div>
            <div className={styles["column"]}>
              <Registries />
              <Bookmarks />
              {isFirst ? null : <Recent />}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

/** The way into the gallery: it looks like the box that it leads to. */
function GalleryDoor(): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const shelf = useAsk("read_gallery_shelf", {}).data;
  return (
    <button
      type="button"
      className={styles["gallery"]}
      onClick={(event) => open(addresses.gallery(), event.ctrlKey || event.metaKey ? "aside" : "here")}
      onAuxClick={(event) => {
        if (event.button === 1) open(addresses.gallery(), "aside");
      }}
    >
      <Icon icon={Search} size={18} className={styles["entryIcon"]} />
      <span className={styles["galleryWords"]}>
        <span className={styles["galleryName"]}>{t("welcome.gallery", { count: shelf?.listings ?? 0 })}</span>
        <span className={styles["galleryNote"]}>{t("welcome.galleryText")}</span>
      </span>
      <kbd aria-hidden="true" className={styles["key"]}>
        {spellShortcut("Mod+E")}
      </kbd>
    </button>
  );
}

function Connect(): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  return (
    <div>
      <Button icon={Plus} onPress={() => open(addresses.newConnection())}>
        {t("welcome.connectAct")}
      </Button>
    </div>
  );
}

/** Offers the sample images while the local registry is empty. */
function Samples(): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const local = useAsk("read_local_registry", {}).data;
  const add = useAct("add_samples");
  const isMaking = useJobs().some((job) => job.kind === "samples") || add.isPending;
  if (!local) return null;
  const isEmpty = local.repositories === 0;
  const openLocal = (): void => open(addresses.registry(local.connection));
  if (!isEmpty && !isMaking && !add.isSuccess) return null;
  return (
    <section className={styles["card"]} aria-label={t("welcome.samples")}>
      <h2>{t(isEmpty || isMaking ? "welcome.samples" : "welcome.samplesDone")}</h2>
      <p className={styles["text"]}>{t("welcome.samplesText")}</p>
      {add.error ? <FailureNotice failure={add.error.failure} onRetry={() => add.mutate({})} /> : null}
      <div className={styles["buttons"]}>
        {isEmpty || isMaking ? (
          <Button tone="primary" isPending={isMaking} onPress={() => add.mutate({})}>
            {t(isMaking ? "welcome.samplesMaking" : "welcome.samplesAct")}
          </Button>
        ) : null}
        <Button tone={isEmpty || isMaking ? "plain" : "primary"} onPress={openLocal}>
          {t("welcome.localAct")}
        </Button>
      </div>
    </section>
  );
}

interface Entry {
  id: string;
  icon: LucideIcon;
  label: string;
  note: string;
  open: (how: "here" | "aside") => void;
}

function Entries({ label, entries }: { label: string; entries: readonly Entry[] }): ReactNode {
  return (
    <section aria-label={label} className={styles["entries"]}>
      <h2>{label}</h2>
      <ul>
        {entries.map((entry) => (
          <li key={entry.id}>
            <button
              type="button"
              className={styles["entry"]}
              onClick={(event) => entry.open(event.ctrlKey || event.metaKey ? "aside" : "here")}
              onAuxClick={(event) => {
                if (event.button === 1) entry.open("aside");
              }}
            >
              <Icon icon={entry.icon} size={15} className={styles["entryIcon"]} />
              <span className={styles["entryName"]}>{entry.label}</span>
              <span className={styles["entryNote"]}>{entry.note}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Registries(): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const connections = useConnections();
  const entries = connections.map((connection) => ({
    id: connection.id,
    icon: connection.kind === "local" ? Anchor : Server,
    label: visibleText(connection.name),
    note: visibleText(connection.name === connection.host ? "" : connection.host),
    open: (how: "here" | "aside") => open(addresses.registry(connection.id), how),
  }));
  return entries.length === 0 ? null : <Entries label={t("welcome.registries")} entries={entries} />;
}

/** Opens a reference as the address box would. */
function useOpenReference(): (text: string, how: "here" | "aside") => void {
  const host = useHost();
  const open = useOpen();
  return (text, how) => {
    void host.call("resolve_address", { text }).then((target) => {
      if (target.type === "connection") open(addresses.registry(target.connection), how);
      else if (target.type === "repository") open(addresses.repository(target.connection, target.repository), how);
      else if (target.type === "image") {
        open(addresses.image(target.connection, target.repository, target.selector), how);
      } else if (target.type === "listing") open(addresses.listing(target.reference, target.selector ?? undefined), how);
      else if (target.type === "publisher") open(addresses.publisher(target.host, target.alias), how);
      else if (target.type === "newRegistry") open(addresses.newConnection(text), how);
    });
  };
}

function Bookmarks(): ReactNode {
  const { t } = useMessages();
  const openReference = useOpenReference();
  const bookmarks = useAsk("list_bookmarks", {}).data ?? [];
  if (bookmarks.length === 0) return null;
  const entries = bookmarks.map((bookmark) => ({
    id: bookmark.id,
    icon: Bookmark,
    label: visibleText(bookmark.title),
    note: visibleText(bookmark.address),
    open: (how: "here" | "aside") => openReference(bookmark.address, how),
  }));
  return <Entries label={t("welcome.bookmarks")} entries={entries} />;
}

function Recent(): ReactNode {
  const { t, format } = useMessages();
  const openReference = useOpenReference();
  const visits = useAsk("list_history", { filter: "", limit: mostVisits }, { always: true }).data;
  if (!visits) return null;
  if (visits.length === 0) return <p className={styles["text"]}>{t("welcome.recentEmpty")}</p>;
  const entries = visits.map((visit) => ({
    id: `${visit.address} ${String(visit.at)}`,
    icon: Clock,
    label: visibleText(visit.address),
    note: format.relative(visit.at),
    open: (how: "here" | "aside") => openReference(visit.address, how),
  }));
  return <Entries label={t("welcome.recent")} entries={entries} />;
}
