// One short name: where it comes from and what can be done; and what is read, in which order.
import { Ban, Pencil, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { ShortName, ShortNames } from "~/bridge/generated/contract";
import { Button } from "~/kit/Button";
import { CopyButton } from "~/kit/Notice";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { Fact, Facts, Inspected, InspectedSection } from "~/parts/Inspected";
import { modesExplained, ownerNames, ownersExplained, sayTarget } from "./short_name_words";
import styles from "./short_names.module.css";

export interface ShortNameActions {
  /** Opens the form for it. */
  change: (alias: ShortName) => void;
  remove: (alias: ShortName) => void;
  switchOff: (alias: ShortName) => void;
  /** Why nothing can be written to the person's own file. */
  frozen: string | undefined;
}

export function ShortNameInspector({ known, selected, actions }: { known: ShortNames; selected: ShortName | undefined; actions: ShortNameActions }): ReactNode {
  const { t } = useMessages();
  return (
    <div className={styles["inspector"]}>
      {selected ? <Selected alias={selected} actions={actions} /> : <p className={styles["hint"]}>{t("shortNames.nothingSelected")}</p>}
      <div className={styles["surroundings"]}>
        <InspectedSection title={t("shortNames.files")}>
          <FileList known={known} />
        </InspectedSection>
        <InspectedSection title={t("shortNames.others")}>
          <Others known={known} />
        </InspectedSection>
      </div>
    </div>
  );
}

function Selected({ alias, actions }: { alias: ShortName; actions: ShortNameActions }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const isSystem = alias.owner === "system";
  return (
    <Inspected
      title={alias.name}
      actions={
        <>
          <Button icon={Pencil} onPress={() => actions.change(alias)} disabledReason={isSystem ? actions.frozen : undefined}>
            {isSystem ? t("shortNames.override") : t("shortNames.change")}
          </Button>
          {!isSystem && (
            <Button icon={Trash2} onPress={() => actions.remove(alias)}>
              {t("shortNames.remove")}
            </Button>
          )}
          {isSystem && alias.shadowedBy === null && (
            <Button icon={Ban} onPress={() => actions.switchOff(alias)} disabledReason={actions.frozen}>
              {t("shortNames.switchOff")}
            </Button>
          )}
        </>
      }
    >
      <Facts>
        <Fact name={t("shortNames.standsFor")}>
          <span className={styles["withButton"]}>
            {alias.target === null ? sayTarget(alias, messages) : <code>{visibleText(alias.target)}</code>}
            {alias.target !== null && <CopyButton text={alias.target} label={t("activity.copyTarget", { target: visibleText(alias.target) })} />}
          </span>
        </Fact>
        <Fact name={t("shortNames.state")}>
          {alias.shadowedBy === null
            ? t(alias.target === null ? "shortNames.stateTakesAway" : "shortNames.stateCounts")
            : t("shortNames.shadowedBy", { file: visibleText(alias.shadowedBy) })}
        </Fact>
        <Fact name={t("shortNames.file")}>
          <span className={styles["withButton"]}>
            <code>{visibleText(alias.file)}</code>
            <CopyButton text={alias.file} label={t("shortNames.copyPath", { name: visibleText(alias.name) })} />
          </span>
          <span className={styles["why"]}>{t("shortNames.line", { line: alias.line })}</span>
        </Fact>
        <Fact name={t("shortNames.owner")}>{t(ownersExplained[alias.owner])}</Fact>
      </Facts>
      {isSystem && alias.shadowedBy === null && (
        <p className={styles["why"]}>{t("shortNames.overrideExplained")}</p>
      )}
    </Inspected>
  );
}

function FileList({ known }: { known: ShortNames }): ReactNode {
  const { t } = useMessages();
  if (known.files.length === 0) return <p className={styles["why"]}>{t("shortNames.noFiles")}</p>;
  return (
    <>
      <ol className={styles["files"]}>
        {known.files.map((file) => (
          <li key={file.path}>
            <code>{visibleText(file.path)}</code>{" "}
            <span className={file.problem ? styles["fails"] : styles["why"]}>
              {file.problem ? t("shortNames.fileDamaged") : t(ownerNames[file.owner])}
            </span>
          </li>
        ))}
      </ol>
      <p className={styles["why"]}>{t("shortNames.filesExplained")}</p>
    </>
  );
}

function Others({ known }: { known: ShortNames }): ReactNode {
  const { t, format } = useMessages();
  const { searchRegistries, searchFile, mode } = known;
  if (searchRegistries.length === 0) return <p className={styles["why"]}>{t("shortNames.searchedNowhere")}</p>;
  return (
    <>
      <p>{t("shortNames.searched", { registries: format.list(searchRegistries.map((registry) => visibleText(registry))) })}</p>
      {searchFile !== null && <p className={styles["why"]}>{t("shortNames.from", { file: visibleText(searchFile) })}</p>}
      {searchRegistries.length > 1 && <p className={styles["why"]}>{t(modesExplained[mode])}</p>}
    </>
  );
}
