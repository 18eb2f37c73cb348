// What the gallery shows of a repository: its texts with their preview, its platforms, its logo.
import { useState } from "react";
import type { ReactNode } from "react";
import type { PublicCatalog, PublicRegistry } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Checkbox } from "~/kit/Checkbox";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { RegistryMarkup } from "~/parts/RegistryMarkup";
import styles from "./amazon_public.module.css";
import { lengthOf, limits, partPlatforms, splitNames } from "./catalog_form";
import { useRested } from "../gallery/use_rested";

export interface CatalogFieldsProps {
  value: PublicCatalog;
  onChange: (value: PublicCatalog) => void;
  /** By which platforms the gallery filters. */
  findable: Pick<PublicRegistry, "architectures" | "operatingSystems">;
}

export function CatalogFields({ value, onChange, findable }: CatalogFieldsProps): ReactNode {
  const { t } = useMessages();
  const put = (part: Partial<PublicCatalog>): void => onChange({ ...value, ...part });
  return (
    <>
      <Limited label={t("publisherSide.description")} value={value.description} onChange={(description) => put({ description })} lines={2} most={limits.description} />
      <MarkdownField label={t("publisherSide.about")} value={value.about} onChange={(about) => put({ about })} />
      <MarkdownField label={t("publisherSide.usage")} value={value.usage} onChange={(usage) => put({ usage })} />
      <PlatformFields
        label={t("publisherSide.architectures")}
        chosen={value.architectures}
        findable={findable.architectures}
        onChange={(architectures) => put({ architectures })}
      />
      <PlatformFields
        label={t("publisherSide.operatingSystems")}
        chosen={value.operatingSystems}
        findable={findable.operatingSystems}
        onChange={(operatingSystems) => put({ operatingSystems })}
      />
    </>
  );
}

interface LimitedProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  lines: number;
  most: number;
}

/** A text of which there is not room for everything. */
function Limited({ label, value, onChange, lines, most }: LimitedProps): ReactNode {
  const { t, format } = useMessages();
  const has = lengthOf(value);
  const said = t("publisherSide.tooMuch", { has: format.number(has), most: format.number(most) });
  return (
    <TextField label={label} value={value} onChange={onChange} lines={lines} description={has > most ? undefined : said} error={has > most ? said : undefined} />
  );
}

/** How long a text rests before it is shown as the gallery does. */
const rest = 250;

/** Markdown, with what the gallery makes of it beside. */
function MarkdownField({ label, value, onChange }: Omit<LimitedProps, "lines" | "most">): ReactNode {
  const { t } = useMessages();
  const shown = useRested(value, rest);
  const preview = useAsk("preview_markdown", { text: shown }, { placeholder: (previous) => previous });
  const html = preview.data?.html ?? null;
  return (
    <div role="group" aria-label={label} className={styles["sides"]}>
      <Limited label={label} value={value} onChange={onChange} lines={12} most={limits.page} />
      <section aria-label={t("publisherSide.preview", { name: label })} className={styles["written"]}>
        {preview.error ? <FailureNotice failure={preview.error.failure} /> : null}
        {html === null ? <p className={styles["help"]}>{t("publisherSide.previewEmpty")}</p> : <RegistryMarkup html={html} />}
      </section>
    </div>
  );
}

interface PlatformFieldsProps {
  label: string;
  chosen: readonly string[];
  findable: readonly string[];
  onChange: (chosen: string[]) => void;
}

function PlatformFields({ label, chosen, findable, onChange }: PlatformFieldsProps): ReactNode {
  const { t, format } = useMessages();
  const { found, others } = partPlatforms(chosen, findable);
  const [text, setText] = useState(others.join(", "));
  const toggle = (name: string, isChosen: boolean): void => {
    const rest = found.filter((each) => each !== name);
    onChange([...findable.filter((each) => (each === name ? isChosen : rest.includes(each))), ...others]);
  };
  return (
    <fieldset className={styles["plain"]}>
      <legend>{label}</legend>
      <div className={styles["choices"]}>
        {findable.map((name) => (
          <Checkbox key={name} isSelected={found.includes(name)} onChange={(isChosen) => toggle(name, isChosen)}>
            {name}
          </Checkbox>
        ))}
      </div>
      <TextField
        label={t("publisherSide.otherPlatforms")}
        value={text}
        onChange={(typed) => {
          setText(typed);
          onChange([...found, ...splitNames(typed).filter((each) => !findable.includes(each))]);
        }}
        description={
          others.length === 0 ? t("publisherSide.otherPlatformsHelp") : t("publisherSide.notFindable", { names: format.list(others.map((each) => visibleText(each))) })
        }
      />
    </fieldset>
  );
}
