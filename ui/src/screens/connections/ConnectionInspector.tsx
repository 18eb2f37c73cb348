// What is known of one connection, and its test.
import type { ReactNode } from "react";
import type { Connection } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { CapabilityList } from "~/parts/CapabilityList";
import { ConnectionReport } from "~/parts/ConnectionReport";
import { FailureNotice } from "~/parts/FailureNotice";
import { kindNames } from "~/parts/vendor_words";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { marksOf, saySignIn } from "./connection_words";
import styles from "./connections.module.css";
import { draftOf, formOf } from "./draft";

export interface ConnectionInspectorProps {
  connection: Connection;
  onRemove: () => void;
}

export function ConnectionInspector({ connection, onRemove }: ConnectionInspectorProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const open = useOpen();
  const test = useAct("test_connection");
  const marks = marksOf(connection, messages);
  const run = (): void => test.mutate({ draft: draftOf(formOf(connection)), of: connection.id });

  return (
    <div className={styles["inspected"]}>
      <div>
        <h2>{visibleText(connection.name)}</h2>
        <p className={styles["host"]}>{visibleText(connection.host)}</p>
        <p className={styles["facts"]}>{[t(kindNames[connection.kind]), saySignIn(connection, messages), ...marks].join(" · ")}</p>
      </div>
      <div className={styles["buttons"]}>
        <Button tone="primary" onPress={() => open(addresses.registry(connection.id))}>
          {t("connections.open")}
        </Button>
        <Button onPress={run} isPending={test.isPending}>
          {t(test.isPending ? "connections.testing" : test.data ? "connections.testAgain" : "connections.test")}
        </Button>
        <Button onPress={() => open(addresses.editConnection(connection.id))}>{t("connections.edit")}</Button>
        {connection.kind === "local" ? null : (
          <Button tone="quiet" onPress={onRemove}>
            {t("connections.remove")}
          </Button>
        )}
      </div>
      {connection.problem && !test.data ? (
        <FailureNotice failure={connection.problem} connection={connection.id} onRetry={run} />
      ) : null}
      {test.error ? <FailureNotice failure={test.error.failure} connection={connection.id} onRetry={run} /> : null}
      {test.data ? <ConnectionReport report={test.data} /> : <CapabilityList capabilities={connection.capabilities} />}
    </div>
  );
}
