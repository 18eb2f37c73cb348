// What a policy of permissions means: who may do what, who may not, and what may not be meant.
import { Ban, Check } from "lucide-react";
import type { ReactNode } from "react";
import type { PermissionAbility, PermissionAccess, PermissionDeed, PermissionsCheck } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { Complaints } from "./Complaints";
import { circumstanceNames, sayDanger, sayDeed, saySubject } from "./policy_words";
import styles from "./amazon.module.css";

export interface WhoCanProps {
  /** What the check said of the text; absent while there is no policy. */
  check: PermissionsCheck | undefined;
}

export function WhoCan({ check }: WhoCanProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const hasComplaints = check !== undefined && check.complaints.length > 0;
  const warnings = (check?.warnings ?? []).map(({ statement, danger }) => ({
    place: statement === null ? "" : t("permissions.inStatement", { number: statement + 1 }),
    words: sayDanger(danger, messages),
  }));
  return (
    <section aria-label={t("permissions.whoCan")} className={styles["section"]}>
      <h2>{t("permissions.whoCan")}</h2>
      <Complaints label={t("permissions.dangers")} complaints={warnings} />
      {hasComplaints ? (
        <p className={styles["help"]}>{t("permissions.afterCorrecting")}</p>
      ) : check === undefined || check.access.length === 0 ? (
        <p className={styles["help"]}>{t("permissions.nobody")}</p>
      ) : (
        <ul className={styles["access"]}>
          {check.access.map((access) => (
            <Access key={JSON.stringify(access)} access={access} />
          ))}
        </ul>
      )}
      <p className={styles["help"]}>{t("permissions.whoCanHelp")}</p>
    </section>
  );
}

/** Deeds that don't work at all with an action missing; of others each action is some of it. */
const needsAll: readonly PermissionDeed[] = ["pull", "push", "replicate", "import"];

/** Asking which layers are there comes with pulling and pushing, and is no deed of its own. */
const comesAlong = ({ deed, has }: PermissionAbility): boolean => deed === "look" && has.every((action) => action === "BatchCheckLayerAvailability");

function Access({ access }: { access: PermissionAccess }): ReactNode {
  const messages = useMessages();
  const { t, rich, format } = messages;
  const whole = access.abilities.filter(({ lacks }) => lacks.length === 0 || !access.allows);
  const partly = access.allows ? access.abilities.filter((ability) => ability.lacks.length > 0 && !(access.abilities.length > 1 && comesAlong(ability))) : [];
  const what = format.list(whole.map(({ deed }) => sayDeed(deed, messages)));
  return (
    <li className={access.allows ? undefined : styles["refused"]}>
      <Icon icon={access.allows ? Check : Ban} size={15} />
      <div>
        <p>
          <strong>{saySubject(access.subject, messages)}</strong> {whole.length === 0 ? null : t(access.allows ? "permissions.may" : "permissions.mayNot", { what })}
        </p>
        {partly.map(({ deed, has, lacks }) => (
          <p key={deed} className={styles["help"]}>
            {needsAll.includes(deed)
              ? t("permissions.lacks", { deed: sayDeed(deed, messages), actions: format.list(lacks) })
              : t("permissions.some", { deed: sayDeed(deed, messages), actions: format.list(has) })}
          </p>
        ))}
        {access.conditions.map(({ about, operator, key, values }) => (
          <p key={`${operator} ${key}`} className={styles["help"]}>
            {rich("permissions.condition", { about: t(circumstanceNames[about]), condition: <code>{visibleText(`${key} ${operator} ${format.list(values)}`)}</code> })}
          </p>
        ))}
        {access.limitedBy.length === 0 ? null : (
          <p className={styles["help"]}>{t("permissions.limited", { numbers: format.list(access.limitedBy.map((place) => format.number(place + 1))) })}</p>
        )}
      </div>
    </li>
  );
}
