// Registries that Docker or Podman is signed in to and that are not connected yet, each with a button to add it.
import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import type { KnownSignIn } from "~/bridge/generated/contract";
import { useAct, useAsk, useConnections } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Icon } from "~/kit/Icon";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./WelcomeScreen.module.css";

const most = 5;
const noneKnown: readonly KnownSignIn[] = [];
/** The programs' own names: no language translates them. */
const sourceNames = { docker: "Docker", podman: "Podman" } as const;

export function KnownSignIns(): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const toasts = useToasts();
  const connected = useConnections();
  const known = useAsk("list_known_sign_ins", {}).data ?? noneKnown;
  const add = useAct("add_connection");
  const fresh = known.filter(
    (each, index) =>
      !connected.some((connection) => connection.host === each.host) &&
      known.findIndex((other) => other.host === each.host) === index,
  );
  if (fresh.length === 0) return null;

  const connect = ({ host, source }: KnownSignIn): void => {
    add.mutate(
      {
        address: host,
        name: "",
        signIn: { type: "known", source },
        plainHttp: false,
        readOnly: false,
        production: false,
        authorities: null,
        clientCertificate: { type: "none" },
        proxy: { type: "system" },
        approvedHosts: [],
        amazon: null,
      },
      {
        onSuccess: (connection) => {
          toasts.show({ title: t("connections.added", { name: visibleText(connection.name) }) });
          open(addresses.registry(connection.id));
        },
      },
    );
  };

  return (
    <section className={styles["card"]} aria-label={t("welcome.known")}>
      <h2>{t("welcome.known")}</h2>
      <p className={styles["text"]}>{t("welcome.knownText")}</p>
      {add.error ? <FailureNotice failure={add.error.failure} /> : null}
      <ul>
        {fresh.slice(0, most).map((each) => {
          const source = sourceNames[each.source];
          return (
            <li key={`${each.source} ${each.host}`} className={styles["known"]}>
              <Icon icon={KeyRound} size={15} className={styles["entryIcon"]} />
              <span className={styles["entryName"]} title={visibleText(each.path)}>
                {visibleText(each.host)}
              </span>
              <span className={styles["entryNote"]}>
                {each.user === null
                  ? t("welcome.knownByNobody", { source })
                  : t("welcome.knownBy", { source, user: visibleText(each.user) })}
              </span>
              <Button
                tone="quiet"
                label={t("welcome.knownAct", { host: visibleText(each.host) })}
                isPending={add.isPending && add.variables.address === each.host}
                onPress={() => connect(each)}
              >
                {t("common.add")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
