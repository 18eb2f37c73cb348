// What the fields of the box mean, each with a cross that takes it out of the text again.
import { X } from "lucide-react";
import { memo } from "react";
import type { ReactNode } from "react";
import type { GalleryFilter } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { chooseValue, setBound } from "~/lib/search_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import styles from "./FilterChips.module.css";
import { facetKinds, sayValue } from "./gallery_words";

interface Chip {
  id: string;
  label: string;
  drop: (text: string) => string;
}

function chipsOf(filter: GalleryFilter, messages: Messages): Chip[] {
  const { t, format } = messages;
  const chips: Chip[] = facetKinds.flatMap((kind) =>
    [...new Set(kind.chosen(filter))].map((value) => ({
      id: `${kind.field} ${value}`,
      label: t("gallery.filterIs", { facet: t(kind.name), value: sayValue(kind.field, value, messages) }),
      drop: (text: string) => chooseValue(text, kind.field, value, false),
    })),
  );
  const { updatedSince, updatedBefore, leastPulls, mostPulls } = filter;
  const dropAge = (text: string): string => setBound(text, "updated", undefined);
  const dropPulls = (text: string): string => setBound(text, "pulls", undefined);
  if (updatedSince !== null) chips.push({ id: "since", label: t("gallery.updatedSince", { day: format.day(updatedSince) }), drop: dropAge });
  if (updatedBefore !== null) chips.push({ id: "before", label: t("gallery.updatedBefore", { day: format.day(updatedBefore) }), drop: dropAge });
  if (leastPulls !== null) chips.push({ id: "least", label: t("gallery.leastPulls", { count: format.compact(leastPulls) }), drop: dropPulls });
  if (mostPulls !== null) chips.push({ id: "most", label: t("gallery.mostPulls", { count: format.compact(mostPulls) }), drop: dropPulls });
  return chips;
}

export interface FilterChipsProps {
  filter: GalleryFilter | undefined;
  onEdit: (edit: (text: string) => string) => void;
}

function DrawnChips({ filter, onEdit }: FilterChipsProps): ReactNode {
  const messages = useMessages();
  const chips = filter ? chipsOf(filter, messages) : [];
  if (chips.length === 0) return null;
  return (
    <ul aria-label={messages.t("gallery.chosenFilters")} className={styles["chips"]}>
      {chips.map((chip) => (
        <li key={chip.id}>
          <button type="button" className={styles["chip"]} aria-label={messages.t("gallery.dropFilter", { filter: chip.label })} onClick={() => onEdit(chip.drop)}>
            <span className={styles["words"]}>{chip.label}</span>
            <Icon icon={X} size={12} />
          </button>
        </li>
      ))}
    </ul>
  );
}

export const FilterChips = memo(DrawnChips);
