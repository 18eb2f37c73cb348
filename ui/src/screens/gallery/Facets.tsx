// What narrows the search down, with how many each choice would leave. Every choice edits the text of the box.
import { memo, useState } from "react";
import type { ReactNode } from "react";
import type { Facet, GalleryFacets, GalleryFilter } from "~/bridge/generated/contract";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Select } from "~/kit/Select";
import { boundIn, chooseValue, setBound } from "~/lib/search_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import styles from "./Facets.module.css";
import { facetKinds, sayValue } from "./gallery_words";
import type { FacetKind } from "./gallery_words";

/** Choices drawn of a facet before one asks for more. */
const few = 6;

export interface FacetsProps {
  facets: GalleryFacets | undefined;
  filter: GalleryFilter | undefined;
  /** The bounds as they stand in the box. */
  updated: string | undefined;
  pulls: string | undefined;
  onEdit: (edit: (text: string) => string) => void;
}

/** The counts, with what is chosen and does not occur. */
function withChosen(counts: readonly Facet[], chosen: readonly string[]): readonly Facet[] {
  const lacking = chosen.filter((value, index) => !counts.some((each) => isSame(each.value, value)) && chosen.indexOf(value) === index);
  return [...counts, ...lacking.map((value) => ({ value, count: 0 }))];
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

interface FacetGroupProps {
  kind: FacetKind;
  counts: readonly Facet[];
  chosen: readonly string[];
  onEdit: FacetsProps["onEdit"];
}

function FacetGroup({ kind, counts, chosen, onEdit }: FacetGroupProps): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const [isLong, setLong] = useState(false);
  const all = withChosen(counts, chosen);
  if (all.length === 0) return null;
  const facet = t(kind.name);
  const isChosen = (value: string): boolean => chosen.some((each) => isSame(each, value));
  // What is chosen is always in view.
  const shown = isLong ? all : all.filter((each, index) => index < few || isChosen(each.value));
  const hidden = all.length - shown.length;
  return (
    <section role="group" aria-label={facet} className={styles["group"]}>
      <h3 className={styles["name"]}>{facet}</h3>
      {shown.map(({ value, count }) => (
        <div key={value} className={styles["choice"]}>
          <Checkbox isSelected={isChosen(value)} onChange={(on) => onEdit((text) => chooseValue(text, kind.field, value, on))}>
            {sayValue(kind.field, value, messages)}
          </Checkbox>
          <span className={styles["count"]}>{format.number(count)}</span>
        </div>
      ))}
      {(hidden > 0 || isLong) && all.length > few && (
        <div className={styles["more"]}>
          <Button tone="quiet" label={t(isLong ? "gallery.fewerOf" : "gallery.moreOf", { facet })} onPress={() => setLong(!isLong)}>
            {isLong ? t("gallery.fewer") : t("gallery.more", { count: hidden })}
          </Button>
        </div>
      )}
    </section>
  );
}

const any = "*";

interface BoundProps {
  label: string;
  bound: string | undefined;
  choices: readonly { value: string; label: string }[];
  onChange: (bound: string | undefined) => void;
}

function Bound({ label, bound, choices, onChange }: BoundProps): ReactNode {
  const offered = bound === undefined || choices.some((each) => each.value === bound) ? choices : [...choices, { value: bound, label: bound }];
  return (
    <div className={styles["group"]}>
      <Select label={label} value={bound ?? any} onChange={(value) => onChange(value === any ? undefined : value)} choices={offered} />
    </div>
  );
}

const ageChoices = ({ t }: Pick<Messages, "t">): { value: string; label: string }[] => [
  { value: any, label: t("gallery.anyTime") },
  ...[7, 30, 90].map((days) => ({ value: `<${String(days)}d`, label: t("gallery.within", { days }) })),
  { value: "<1y", label: t("gallery.withinYear") },
];

const pullChoices = ({ t, format }: Pick<Messages, "t" | "format">): { value: string; label: string }[] => [
  { value: any, label: t("gallery.anyNumber") },
  ...(
    [
      [">100k", 100_000],
      [">1m", 1_000_000],
      [">100m", 100_000_000],
      [">1b", 1_000_000_000],
    ] as const
  ).map(([value, count]) => ({ value, label: t("gallery.atLeast", { count: format.compact(count) }) })),
];

const none: readonly Facet[] = [];
const noneChosen: readonly string[] = [];

function DrawnFacets({ facets, filter, updated, pulls, onEdit }: FacetsProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  return (
    <div className={styles["facets"]}>
      {facetKinds.map((kind) => (
        <FacetGroup
          key={kind.field}
          kind={kind}
          counts={facets ? kind.counts(facets) : none}
          chosen={filter ? kind.chosen(filter) : noneChosen}
          onEdit={onEdit}
        />
      ))}
      <Bound label={t("gallery.facetUpdated")} bound={updated} choices={ageChoices(messages)} onChange={(bound) => onEdit((text) => setBound(text, "updated", bound))} />
      <Bound label={t("gallery.facetPulls")} bound={pulls} choices={pullChoices(messages)} onChange={(bound) => onEdit((text) => setBound(text, "pulls", bound))} />
    </div>
  );
}

export const Facets = memo(DrawnFacets);

/** The bounds of a text, for `Facets`. */
export const boundsIn = (text: string): Pick<FacetsProps, "updated" | "pulls"> => ({ updated: boundIn(text, "updated"), pulls: boundIn(text, "pulls") });
