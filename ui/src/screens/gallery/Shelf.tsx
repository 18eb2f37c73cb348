// What the gallery shows before anything is typed: what one comes back to, and doors to begin with.
import {
  Anchor,
  Box,
  BrainCircuit,
  ChartLine,
  CloudCog,
  Code,
  Container,
  Cpu,
  Database,
  Dna,
  Eraser,
  FileText,
  Flame,
  Globe,
  HardDrive,
  History,
  Layers,
  ListTree,
  MessageSquare,
  Network,
  RefreshCcw,
  Router,
  ShieldCheck,
  Tag,
  Terminal,
  Zap,
} from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { memo } from "react";
import type { ReactNode } from "react";
import type { GalleryShelf, GallerySort, GalleryFacets, ListingCard } from "~/bridge/generated/contract";
import { IconButton } from "~/kit/Button";
import { Icon } from "~/kit/Icon";
import { RhumbLines } from "~/kit/RhumbLines";
import { chooseValue } from "~/lib/search_text";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { StandingMark } from "~/parts/StandingMark";
import { sayValue } from "./gallery_words";
import { HitLogo, nameOf } from "./Hit";
import styles from "./Shelf.module.css";

const icons: Readonly<Record<string, LucideIcon>> = {
  aws: CloudCog,
  "base-images": Layers,
  bioinformatics: Dna,
  "ci-cd": RefreshCcw,
  "content-management": FileText,
  "data-processing": ListTree,
  databases: Database,
  "developer-tools": Terminal,
  "internet-of-things": Router,
  kubernetes: Anchor,
  languages: Code,
  "machine-learning": BrainCircuit,
  messaging: MessageSquare,
  networking: Network,
  observability: ChartLine,
  "operating-systems": Cpu,
  security: ShieldCheck,
  serverless: Zap,
  storage: HardDrive,
  "web-servers": Globe,
};

/** Other doors: a text, or an order. */
const doors: readonly { name: PlainKey; icon: LucideIcon; text: string; sort: GallerySort }[] = [
  { name: "gallery.everything", icon: Flame, text: "", sort: "pulls" },
  { name: "gallery.officials", icon: ShieldCheck, text: "verified:official", sort: "relevance" },
  { name: "gallery.charts", icon: Box, text: "kind:chart", sort: "relevance" },
  { name: "gallery.windows", icon: Container, text: "os:windows", sort: "relevance" },
  { name: "gallery.lately", icon: History, text: "", sort: "updated" },
];

const mostSearches = 8;
const mostCards = 6;

export interface ShelfProps {
  shelf: GalleryShelf | undefined;
  facets: GalleryFacets | undefined;
  onSearch: (text: string, sort?: GallerySort) => void;
  onForget: () => void;
  onOpen: (card: ListingCard, how: "here" | "aside") => void;
}

interface CardsProps {
  label: string;
  cards: readonly ListingCard[];
  onOpen: ShelfProps["onOpen"];
}

function Cards({ label, cards, onOpen }: CardsProps): ReactNode {
  if (cards.length === 0) return null;
  return (
    <section aria-label={label} className={styles["section"]}>
      <h2 className={styles["heading"]}>{label}</h2>
      <ul className={styles["cards"]}>
        {cards.slice(0, mostCards).map((card) => (
          <li key={card.reference}>
            <button
              type="button"
              className={styles["card"]}
              title={visibleText(card.reference)}
              onClick={(event) => onOpen(card, event.ctrlKey || event.metaKey ? "aside" : "here")}
              onAuxClick={(event) => {
                if (event.button === 1) onOpen(card, "aside");
              }}
            >
              <HitLogo card={card} size="row" />
              <span className={styles["cardWords"]}>
                <span className={styles["cardName"]}>
                  <bdi className={styles["clip"]}>{nameOf(card)}</bdi>
                  <StandingMark standing={card.standing} />
                </span>
                <bdi className={styles["cardNote"]}>{visibleText(card.description === "" ? card.reference : card.description)}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DrawnShelf({ shelf, facets, onSearch, onForget, onOpen }: ShelfProps): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const searches = shelf?.searches.slice(0, mostSearches) ?? [];
  return (
    <section aria-label={t("gallery.shelf")} className={styles["shelf"]}>
      <RhumbLines />
      <div className={styles["page"]}>
        {searches.length > 0 && (
          <section aria-label={t("gallery.recent")} className={styles["section"]}>
            <div className={styles["head"]}>
              <h2 className={styles["heading"]}>{t("gallery.recent")}</h2>
              <IconButton icon={Eraser} size="small" label={t("gallery.forget")} onPress={onForget} />
            </div>
            <ul className={styles["searches"]}>
              {searches.map((text) => (
                <li key={text}>
                  <button type="button" className={styles["search"]} onClick={() => onSearch(text)}>
                    {visibleText(text)}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        <Cards label={t("gallery.bookmarked")} cards={shelf?.bookmarked ?? []} onOpen={onOpen} />
        <Cards label={t("gallery.opened")} cards={shelf?.opened ?? []} onOpen={onOpen} />
        <section aria-label={t("gallery.doors")} className={styles["section"]}>
          <h2 className={styles["heading"]}>{t("gallery.doors")}</h2>
          <ul className={styles["doors"]}>
            {(facets?.categories ?? []).map(({ value, count }) => (
              <li key={value}>
                <button type="button" className={styles["door"]} onClick={() => onSearch(chooseValue("", "category", value, true))}>
                  <Icon icon={icons[value] ?? Tag} size={18} className={styles["doorIcon"]} />
                  <span className={styles["clip"]}>{sayValue("category", value, messages)}</span>
                  <span className={styles["count"]}>{format.number(count)}</span>
                </button>
              </li>
            ))}
          </ul>
          <ul className={styles["searches"]}>
            {doors.map((door) => (
              <li key={door.name}>
                <button type="button" className={styles["search"]} onClick={() => onSearch(door.text, door.sort)}>
                  <Icon icon={door.icon} size={14} className={styles["doorIcon"]} />
                  {t(door.name)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </section>
  );
}

export const Shelf = memo(DrawnShelf);
