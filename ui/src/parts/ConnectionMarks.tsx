// Where a screen's content comes from: the host, and what the connection must not or must be asked for.

import { House, Lock, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Connection } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import styles from "./ConnectionMarks.module.css";

export interface ConnectionMarksProps {
  connection: Connection;
  /** The repository above what is shown, where that is inside one. */
  repository?: string;
  /** What is shown is the connection itself: nothing leads there. */
  isHere?: boolean;
}

export function ConnectionMarks({ connection, repository, isHere = false }: ConnectionMarksProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  // Of a public registry every name comes after its alias.
  const [one] = connection.hosts;
  const host = visibleText(one?.prefix === "" ? one.host : connection.host);
  return (
    <>
      <span className={styles["host"]}>
        {connection.kind === "local" && <Icon icon={House} size={12} label={t("registry.local")} />}
        {isHere ? host : <Crumb name={host} onOpen={(how) => open(addresses.registry(connection.id), how)} />}
        {repository !== undefined && (
          <>
            <span aria-hidden="true">/</span>
            <Crumb name={visibleText(repository)} onOpen={(how) => open(addresses.repository(connection.id, repository), how)} />
          </>
        )}
      </span>
      {connection.readOnly && (
        <span className={styles["mark"]}>
          <Icon icon={Lock} size={11} />
          {t("registry.readOnly")}
        </span>
      )}
      {connection.production && (
        <span className={styles["production"]}>
          <Icon icon={TriangleAlert} size={11} />
          {t("registry.production")}
        </span>
      )}
    </>
  );
}

/** A place above this one, a press away. */
function Crumb({ name, onOpen }: { name: string; onOpen: (how: "here" | "aside") => void }): ReactNode {
  const { t } = useMessages();
  return (
    <button
      type="button"
      className={styles["crumb"]}
      aria-label={t("common.goTo", { name })}
      onClick={(event) => onOpen(event.ctrlKey || event.metaKey ? "aside" : "here")}
      onAuxClick={(event) => {
        if (event.button === 1) onOpen("aside");
      }}
    >
      <bdi>{name}</bdi>
    </button>
  );
}
