// Above the images: filter by text, platform, type and age, and what a row stands for.

import { Layers, Rows3, X } from "lucide-react";
import { memo, useCallback } from "react";
import type { ReactNode, Ref } from "react";
import type { Facet, Grouping, ImageColumn, ImageWindow, KindFacet } from "~/bridge/generated/contract";
import { useSame } from "~/bridge/use_same";
import { IconButton, ToggleButton } from "~/kit/Button";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { kindNames } from "~/parts/KindBadge";
import { storageNames } from "~/parts/StorageMark";
import { ageChoices, pulledChoices, pushedChoices, severities, storageClasses } from "./image_filters";
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
        severity={texts.severity}
        storage={texts.storage}
        tells={useSame(head?.tells ?? none)}
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

const atLeast = { critical: "scan.atLeastCritical", high: "scan.atLeastHigh", medium: "scan.atLeastMedium", low: "scan.atLeastLow" } as const;

interface FilterChoicesProps extends Omit<FilterTexts, "text"> {
  platforms: readonly Facet[];
  kinds: readonly KindFacet[];
  tells: readonly ImageColumn[];
  onTextsChange: (change: Partial<FilterTexts>) => void;
}

const FilterChoices = memo(function FilterChoices(props: FilterChoicesProps): ReactNode {
  const { platform, kind, age, severity, storage, platforms, kinds, tells, onTextsChange } = props;
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

  const ages: { value: string; label: string }[] = [{ value: any, label: t("repository.anyAge") }];
  for (const value of ageChoices) {
    const [bound, days] = value.split("-");
    const values = { days: Number(days) };
    ages.push({ value, label: bound === "newer" ? t("repository.newerThan", values) : t("repository.olderThan", values) });
  }
  for (const value of tells.includes("pushed") ? pushedChoices : none) {
    const [bound, days] = value.split("-");
    const values = { days: Number(days) };
    ages.push({ value, label: bound === "newer" ? t("repository.pushedWithin", values) : t("repository.pushedBefore", values) });
  }
  for (const value of tells.includes("pulled") ? pulledChoices : none) {
    const [bound, days] = value.split("-");
    const values = { days: Number(days) };
    ages.push({ value, label: bound === "newer" ? t("repository.pulledWithin", values) : t("repository.pulledBefore", values) });
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
      {tells.includes("scan") || severity !== "" ? (
        <div className={styles["choice"]}>
          <Select
            label={t("scan.filter")}
            hideLabel
            value={orAny(severity)}
            onChange={(choice) => onTextsChange({ severity: textOf(choice) })}
            choices={[{ value: any, label: t("scan.any") }, ...severities.map((value) => ({ value: value as string, label: t(atLeast[value]) }))]}
          />
        </div>
      ) : null}
      {tells.includes("storage") || storage !== "" ? (
        <div className={styles["choice"]}>
          <Select
            label={t("repository.storageFilter")}
            hideLabel
            value={orAny(storage)}
            onChange={(choice) => onTextsChange({ storage: textOf(choice) })}
            choices={[{ value: any, label: t("repository.anyStorage") }, ...storageClasses.map((value) => ({ value: value as string, label: t(storageNames[value]) }))]}
          />
        </div>
      ) : null}
    </>
  );
});

const ClearFilters = memo(function ClearFilters({ onTextsChange }: Pick<ImageToolbarProps, "onTextsChange">): ReactNode {
  const { t } = useMessages();
  return (
    <IconButton icon={X} label={t("repository.clearFilters")} onPress={() => onTextsChange({ text: "", platform: "", kind: "", age: "", severity: "", storage: "" })} />
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
