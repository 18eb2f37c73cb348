// Says before the deed whether it can be taken back, until when, and what would make that certain.

import { CircleHelp, RotateCcw, ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Certainty, UndoOutlook as Outlook } from "~/bridge/generated/contract";
import { Checkbox } from "~/kit/Checkbox";
import { Icon } from "~/kit/Icon";
import { classNames } from "~/lib/class_names";
import { firstOf } from "~/lib/first_of";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { Capped } from "./Capped";
import { DigestLabel } from "./DigestLabel";
import styles from "./UndoOutlook.module.css";

/** The words for how sure an undo is. */
export const certaintyNames = {
  certain: "changes.certain",
  likely: "changes.likely",
  impossible: "changes.impossible",
} as const satisfies Record<Certainty, PlainKey>;

const explanations = {
  certain: "changes.certainExplained",
  likely: "changes.likelyExplained",
  impossible: "changes.impossibleExplained",
} as const satisfies Record<Certainty, PlainKey>;

const undoExplanations = {
  certain: "changes.undoCertain",
  likely: "changes.undoLikely",
  impossible: "changes.undoImpossible",
} as const satisfies Record<Certainty, PlainKey>;

const icons = { certain: RotateCcw, likely: CircleHelp, impossible: ShieldAlert } as const;

export interface UndoOutlookProps {
  outlook: Outlook;
  /** The plan is itself an undo: the outlook says whether it will work. */
  isUndo: boolean;
  keepLayers: boolean;
  onKeepLayers: (keep: boolean) => void;
}

export function UndoOutlook({ outlook, isUndo, keepLayers, onKeepLayers }: UndoOutlookProps): ReactNode {
  const { t, format } = useMessages();
  // Layers kept here are what a likely undo lacks.
  const keeps = keepLayers && outlook.canKeepLayers;
  const certainty = keeps && outlook.certainty === "likely" ? "certain" : outlook.certainty;
  const restorable = keeps ? null : outlook.restorableUntil;
  const until = firstOf(restorable, outlook.until);
  return (
    <section className={classNames(styles["outlook"], styles[certainty])} aria-label={t("changes.undoOutlook")}>
      <p className={styles["words"]}>
        <Icon icon={icons[certainty]} size={15} />
        <span>
          {isUndo ? (
            t(undoExplanations[certainty])
          ) : (
            <>
              <strong>{t(certaintyNames[certainty])}</strong>
              {until !== null && certainty !== "impossible" && (
                <span title={format.exact(until)}> {t("changes.until", { day: format.day(until) })}</span>
              )}
              {". "}
              {restorable === null ? t(explanations[certainty]) : t("changes.restorableExplained", { day: format.day(restorable) })}
              {restorable !== null && outlook.until !== null && restorable < outlook.until && (
                <> {t("changes.restorableThen", { day: format.day(outlook.until) })}</>
              )}
            </>
          )}
        </span>
      </p>
      {outlook.missingBlobs.length > 0 && (
        <div className={styles["missing"]}>
          <p>{t("changes.missingBlobs", { count: outlook.missingBlobs.length })}</p>
          <Capped items={outlook.missingBlobs} room={6}>
            {(shown) => (
              <ul>
                {shown.map((digest) => (
                  <li key={digest}>
                    <DigestLabel digest={digest} first={16} />
                  </li>
                ))}
              </ul>
            )}
          </Capped>
        </div>
      )}
      {outlook.canKeepLayers && !isUndo && outlook.certainty !== "impossible" && (
        <Checkbox isSelected={keepLayers} onChange={onKeepLayers} description={t("changes.keepLayersExplained")}>
          {outlook.layerBytes === null ? t("changes.keepLayers") : t("changes.keepLayersBytes", { bytes: format.bytes(outlook.layerBytes) })}
        </Checkbox>
      )}
    </section>
  );
}
