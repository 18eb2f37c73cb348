// Above the images: filter by text, platform, type and age, and what a row stands for.

import { Layers, Rows3, X } from "lucide-react";
import { memo, useCallback } from "react";
import type { ReactNode, Ref } from "react";
import type { Facet, Grouping, ImageWindow, KindFacet } from "~/bridge/generated/contract";
import { useSame } from "~/bridge/use_same";
import { IconButton, ToggleButton } from "~/kit/Button";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { kindNames } from "~/parts/KindBadge";
import { ageChoices } from "./image_filters";
import type { FilterTexts } from "./image_filters";
import styles from "./ImageToolbar.module.css";

/** Chooses nothing in particular. A list box has no empty values. */
const any = "*";

export interface ImageToolbarProps {
  texts: FilterTexts;
  onTextsChange: (change: Partial<FilterTexts>) => void;
  grouping: Grouping;
  onGroupingChange: (grouping: Grouping) => void;
  /** The latest answer, whose facets say how often each choice occurs. */
  head: ImageWindow | undefined;
  filterField: Ref<HTMLInputElement>;
  /** Leaves the filter for the list below it. */
  onLeave: () => void;
}

// Typing changes the text alone, and its answers change no facet: the rest of the toolbar is not drawn for either.
export const ImageToolbar = memo(function ImageToolbar(props: ImageToolbarProps): ReactNode {
  const { texts, onTextsChange, grouping, onGroupingChange, head, filterField, onLeave } = props;
  const { t } = useMessages();
  const setText = useCallback((text: string) => onTextsChange({ text }), [onTextsChange]);
  const isFiltered = Object.values(texts).some((text) => text !== "");
  return (
    <div role="search" className={styles["toolbar"]}>
      <div className={styles["filter"]}>
        <TextField
          ref={filterField}
          label={t("repository.filter")}
          hideLabel
          placeholder={t("repository.filter")}
          kind="search"
          value={texts.text}
          onChange={setText}
          onSubmit={onLeave}
        />
      </div>
      <FilterChoices
        platform={texts.platform}
        kind={texts.kind}
        age={texts.age}
        platforms={useSame(head?.platforms ?? none)}
        kinds={useSame(head?.kinds ?? none)}
        onTextsChange={onTextsChange}
      />
      {isFiltered && <ClearFilters onTextsChange={onTextsChange} />}
      <GroupingChoice grouping={grouping} onGroupingChange={onGroupingChange} />
    </div>
  );
});

const none: readonly never[] = [];

interface FilterChoicesProps extends Omit<FilterTexts, "text"> {
  platforms: readonly Facet[];
  kinds: readonly KindFacet[];
  onTextsChange: (change: Partial<FilterTexts>) => void;
}

const FilterChoices = memo(function FilterChoices(props: FilterChoicesProps): ReactNode {
  const { platform, kind, age, platforms, kinds, onTextsChange } = props;
  const { t } = useMessages();
  const counted = (name: string, count: number): string => t("repository.withCount", { name, count });

  const platformChoices = [{ value: any, label: t("repository.anyPlatform") }];
  for (const { value, count } of platforms) platformChoices.push({ value, label: counted(visibleText(value), count) });
  if (platform !== "" && !platformChoices.some((each) => each.value === platform)) platformChoices.push({ value: platform, label: visibleText(platform) });

  const types = [{ value: any, label: t("repository.anyType") }];
  for (const { kind: value, count } of kinds) types.push({ value, label: counted(t(kindNames[value]), count) });
  if (kind in kindNames && !types.some((each) => each.value === kind)) {
    types.push({ value: kind, label: t(kindNames[kind as keyof typeof kindNames]) });
  }

  const ages = [{ value: any, label: t("repository.anyAge") }];
  for (const value of ageChoices) {
    const [bound, days] = value.split("-");
    const values = { days: Number(days) };
    ages.push({ value, label: bound === "newer" ? t("repository.newerThan", values) : t("repository.olderThan", values) });
  }
  const orAny = (text: string): string => (text === "" ? any : text);
  const textOf = (choice: string): string => (choice === any ? "" : choice);
  return (
    <>
      <div className={styles["choice"]}>
        <Select
          label={t("repository.platformFilter")}
          hideLabel
          value={orAny(platform)}
          onChange={(choice) => onTextsChange({ platform: textOf(choice) })}
          choices={platformChoices}
        />
      </div>
      <div className={styles["choice"]}>
        <Select label={t("repository.typeFilter")} hideLabel value={orAny(kind)} onChange={(choice) => onTextsChange({ kind: textOf(choice) })} choices={types} />
      </div>
      <div className={styles["choice"]}>
        <Select label={t("repository.ageFilter")} hideLabel value={orAny(age)} onChange={(choice) => onTextsChange({ age: textOf(choice) })} choices={ages} />
      </div>
    </>
  );
});

const ClearFilters = memo(function ClearFilters({ onTextsChange }: Pick<ImageToolbarProps, "onTextsChange">): ReactNode {
  const { t } = useMessages();
  return (
    <IconButton icon={X} label={t("repository.clearFilters")} onPress={() => onTextsChange({ text: "", platform: "", kind: "", age: "" })} />
  );
});

const GroupingChoice = memo(function GroupingChoice({ grouping, onGroupingChange }: Pick<ImageToolbarProps, "grouping" | "onGroupingChange">): ReactNode {
  const { t } = useMessages();
  return (
    <div role="group" aria-label={t("repository.grouping")} className={styles["grouping"]}>
      <ToggleButton
        icon={Layers}
        label={t("repository.groupByDigest")}
        isOn={grouping === "digest"}
        onChange={() => onGroupingChange("digest")}
      />
      <ToggleButton icon={Rows3} label={t("repository.groupByTag")} isOn={grouping === "tag"} onChange={() => onGroupingChange("tag")} />
    </div>
  );
});
