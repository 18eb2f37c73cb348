// What a plan will do: its items, what else it touches, whether it can be undone, what to know, what it costs.

import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Change, Deed, Plan, PlanItem, PlanWarning, RemovalMethod } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages, PlainKey } from "~/messages/Messages";
import { BlastRadius } from "./BlastRadius";
import { Capped } from "./Capped";
import { isLoss } from "./change_words";
import { DigestLabel } from "./DigestLabel";
import { Bytes } from "./Known";
import { kindNames } from "./KindBadge";
import styles from "./PlanView.module.css";
import { RegistryText } from "./RegistryText";
import { UndoOutlook } from "./UndoOutlook";

const deedNames = {
  putTag: "changes.deedPutTag",
  removeTag: "changes.deedRemoveTag",
  deleteImage: "changes.deedDeleteImage",
  putManifest: "changes.deedPutManifest",
  putBlob: "changes.deedPutBlob",
} as const satisfies Record<Deed, PlainKey>;

const methodNames = {
  native: "changes.methodNative",
  onlyTag: "changes.methodOnlyTag",
  throwaway: "changes.methodThrowaway",
  deleteAndRestore: "changes.methodDeleteAndRestore",
} as const satisfies Record<RemovalMethod, PlainKey>;

function sayWarning({ t, format }: Messages, warning: PlanWarning): string {
  switch (warning.type) {
    case "workaround":
      return t(methodNames[warning.method]);
    case "tagMoves":
      return t("changes.warnTagMoves", { tag: visibleText(warning.tag), from: shortenDigest(warning.from) });
    case "indexesBreak":
      return t("changes.warnIndexesBreak", { count: warning.count });
    case "notAllKnown":
      return t("changes.warnNotAllKnown", { count: warning.unknown });
    case "production":
      return t("changes.warnProduction");
    case "mayBeCollected":
      return t("changes.warnMayBeCollected");
    case "noLongerRestorable":
      return t("changes.warnNoLongerRestorable", { day: format.day(warning.until) });
  }
}

export interface PlanViewProps {
  plan: Plan;
  /** The change that it takes back or goes on with, where that is known. */
  of?: Change | undefined;
  keepLayers: boolean;
  onKeepLayers: (keep: boolean) => void;
}

export function PlanView({ plan, of, keepLayers, onKeepLayers }: PlanViewProps): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const loses = isLoss(plan.purpose, of);
  // Going on, nobody remembers which tags the images had that are left.
  const namesAllTags = plan.purpose.type === "resume" && of?.type !== "removeTags" && loses;
  const { images, bytes } = plan.blastRadius;
  return (
    <>
      {plan.warnings.length > 0 && (
        <ul className={styles["warnings"]} aria-label={t("changes.warnings")}>
          {plan.warnings.map((warning, index) => (
            <li key={index}>
              <Icon icon={TriangleAlert} size={15} />
              <span>{sayWarning(messages, warning)}</span>
            </li>
          ))}
        </ul>
      )}
      <section aria-label={t("changes.items")}>
        <Capped items={plan.items} room={8}>
          {(shown) => (
            <ul className={styles["items"]} aria-label={t("changes.items")}>
              {shown.map((item, index) => (
                <Item key={index} item={item} />
              ))}
            </ul>
          )}
        </Capped>
        {images > 0 && loses && (
          <p className={styles["sum"]}>
            {bytes === null
              ? t("changes.imagesGo", { count: images })
              : t("changes.imagesGoBytes", { count: images, bytes: format.bytes(bytes) })}
          </p>
        )}
      </section>
      <BlastRadius radius={plan.blastRadius} loses={loses} namesAllTags={namesAllTags} />
      <UndoOutlook outlook={plan.undo} isUndo={plan.purpose.type === "undo"} keepLayers={keepLayers} onKeepLayers={onKeepLayers} />
      <p className={styles["cost"]}>{t("changes.requests", { count: plan.requests })}</p>
    </>
  );
}

function Item({ item }: { item: PlanItem }): ReactNode {
  const { t } = useMessages();
  return (
    <li>
      <span className={styles["deed"]}>{t(deedNames[item.deed])}</span>
      <span className={styles["target"]}>
        {item.tag !== "" && item.deed !== "deleteImage" && <RegistryText text={item.tag} className={styles["tag"]} />}
        <span className={styles["digests"]}>
          {item.before !== null && item.before !== item.digest && (
            <>
              <DigestLabel digest={item.before} />
              {" → "}
            </>
          )}
          <DigestLabel digest={item.digest} />
        </span>
      </span>
      <span className={styles["aside"]}>{item.kind !== null && t(kindNames[item.kind])}</span>
      <span className={styles["size"]}>{item.size !== null && <Bytes value={item.size} />}</span>
    </li>
  );
}
