// What a registry can do, with why not, and how sure that is.
import { Check, CircleHelp, X } from "lucide-react";
import type { ReactNode } from "react";
import { explainFailure } from "~/bridge/failures";
import type { AbilityState, Capabilities } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { classNames } from "~/lib/class_names";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import styles from "./CapabilityList.module.css";

const names: readonly (readonly [keyof Capabilities, PlainKey])[] = [
  ["catalog", "connections.catalog"],
  ["push", "connections.push"],
  ["deleteTag", "connections.deleteTag"],
  ["deleteDigest", "connections.deleteDigest"],
  ["referrers", "connections.referrers"],
  ["mount", "connections.mount"],
];

const states: Readonly<Record<AbilityState, PlainKey>> = {
  yes: "connections.yes",
  no: "connections.no",
  unknown: "connections.unknown",
};

const icons = { yes: Check, no: X, unknown: CircleHelp } as const;

export function CapabilityList({ capabilities }: { capabilities: Capabilities }): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const someUnknown = names.some(([name]) => capabilities[name].state === "unknown");
  return (
    <section aria-label={t("connections.capabilities")} className={styles["capabilities"]}>
      <h3>{t("connections.capabilities")}</h3>
      <dl className={styles["list"]}>
        {names.map(([name, key]) => {
          const { state, provenAt, failure } = capabilities[name];
          const why = failure ? explainFailure(failure, messages) : undefined;
          return (
            <div key={name} className={styles["row"]}>
              <dt>{t(key)}</dt>
              <dd
                className={classNames(styles["state"], styles[state])}
                title={provenAt === null ? undefined : t("connections.provenAt", { when: format.relative(provenAt) })}
              >
                <Icon icon={icons[state]} size={14} />
                {t(states[state])}
              </dd>
              {why ? (
                <dd className={styles["why"]}>
                  {why.title}
                  {why.reason === undefined ? null : `. ${why.reason}`}
                </dd>
              ) : null}
            </div>
          );
        })}
      </dl>
      {someUnknown ? <p className={styles["note"]}>{t("connections.unknownWhy")}</p> : null}
    </section>
  );
}
