// Above the images: filter by text, platform, type and age, and what a row stands for.

import { Layers, Rows3, X } from "lucide-react";
import type { ReactNode, Ref } from "react";
import type { Grouping, ImageWindow } from "~/bridge/generated/contract";
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

export function ImageToolbar(props: ImageToolbarProps): ReactNode {
  const { texts, onTextsChange, grouping, onGroupingChange, head, filterField, onLeave } = props;
  const { t } = useMessages();
  const counted = (name: string, count: number): string => t("repository.withCount", { name, count });

  const platforms = [{ value: any, label: t("repository.anyPlatform") }];
  for (const { value, count } of head?.platforms ?? []) platforms.push({ value, label: counted(visibleText(value), count) });
  if (texts.platform !== "" && !platforms.some((each) => each.value === texts.platform)) platforms.push({ value: texts.platform, label: visibleText(texts.platform) });

  const types = [{ value: any, label: t("repository.anyType") }];
  for (const { kind, count } of head?.kinds ?? []) types.push({ value: kind, label: counted(t(kindNames[kind]), count) });
  if (texts.kind in kindNames && !types.some((each) => each.value === texts.kind)) {
    types.push({ value: texts.kind, label: t(kindNames[texts.kind as keyof typeof kindNames]) });
  }

  const ages = [{ value: any, label: t("repository.anyAge") }];
  for (const value of ageChoices) {
    const [bound, days] = value.split("-");
    const values = { days: Number(days) };
    ages.push({ value, label: bound === "newer" ? t("repository.newerThan", values) : t("repository.olderThan", values) });
  }

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
          onChange={(text) => onTextsChange({ text })}
          onSubmit={onLeave}
        />
      </div>
      <div className={styles["choice"]}>
        <Select
          label={t("repository.platformFilter")}
          hideLabel
          value={texts.platform === "" ? any : texts.platform}
          onChange={(platform) => onTextsChange({ platform: platform === any ? "" : platform })}
          choices={platforms}
        />
      </div>
      <div className={styles["choice"]}>
        <Select label={t("repository.typeFilter")} hideLabel value={texts.kind === "" ? any : texts.kind} onChange={(kind) => onTextsChange({ kind: kind === any ? "" : kind })} choices={types} />
      </div>
      <div className={styles["choice"]}>
        <Select label={t("repository.ageFilter")} hideLabel value={texts.age === "" ? any : texts.age} onChange={(age) => onTextsChange({ age: age === any ? "" : age })} choices={ages} />
      </div>
      {isFiltered && (
        <IconButton
          icon={X}
          label={t("repository.clearFilters")}
          onPress={() => onTextsChange({ text: "", platform: "", kind: "", age: "" })}
        />
      )}
      <div role="group" aria-label={t("repository.grouping")} className={styles["grouping"]}>
        <ToggleButton
          icon={Layers}
          label={t("repository.groupByDigest")}
          isOn={grouping === "digest"}
          onChange={() => onGroupingChange("digest")}
        />
        <ToggleButton icon={Rows3} label={t("repository.groupByTag")} isOn={grouping === "tag"} onChange={() => onGroupingChange("tag")} />
      </div>
    </div>
  );
}
