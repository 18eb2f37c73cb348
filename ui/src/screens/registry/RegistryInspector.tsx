// Beside the repositories: the one that is selected, or what the registry is and can do.

import { CirclePlay, Eraser, KeyRound, Pencil, Warehouse } from "lucide-react";
import type { ReactNode } from "react";
import type { Connection, LocalRegistryStatus, RepositoryRow } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { CopyButton } from "~/kit/Notice";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { CapabilityList } from "~/parts/CapabilityList";
import { CommandBlock } from "~/parts/CommandBlock";
import { FailureNotice } from "~/parts/FailureNotice";
import { Fact, Facts, Inspected } from "~/parts/Inspected";
import { Age, Bytes, Unknown } from "~/parts/Known";
import { kindNames } from "~/parts/vendor_words";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useEngine } from "../repository/use_engine";
import styles from "./RegistryInspector.module.css";
import { RepositoryFacts } from "./RepositoryFacts";
import type { RepositoryActions } from "./use_repository_actions";

export interface RegistryInspectorProps {
  connection: Connection | undefined;
  repository: string | undefined;
  row: RepositoryRow | undefined;
  actions: RepositoryActions;
  onFree: () => void;
  onProtect: () => void;
}

export function RegistryInspector({ connection, repository, row, actions, onFree, onProtect }: RegistryInspectorProps): ReactNode {
  if (!connection) return null;
  if (repository !== undefined) return <OneRepository connection={connection} repository={repository} row={row} actions={actions} />;
  return <WholeRegistry connection={connection} onFree={onFree} onProtect={onProtect} />;
}

interface OneRepositoryProps {
  connection: Connection;
  repository: string;
  row: RepositoryRow | undefined;
  actions: RepositoryActions;
}

function OneRepository({ connection, repository, row, actions }: OneRepositoryProps): ReactNode {
  const { t, format } = useMessages();
  const [engine, setEngine] = useEngine();
  const push = useAsk("list_push_commands", { connection: connection.id, repository, shell: "posix" });
  return (
    <Inspected
      title={repository}
      actions={
        <>
          <Button tone="primary" icon={actions.open.icon} onPress={actions.open.run}>
            {actions.open.label}
          </Button>
          {[actions.pin, actions.bookmark].map((action) => (
            <Button key={action.id} icon={action.icon} onPress={action.run}>
              {action.label}
            </Button>
          ))}
        </>
      }
    >
      {row && (
        <Facts>
          <Fact name={t("registry.tags")}>{row.tags === null ? <Unknown /> : format.number(row.tags)}</Fact>
          {row.bytes !== null && (
            <Fact name={t("registry.bytes")}>
              <Bytes value={row.bytes} />
            </Fact>
          )}
          <Fact name={t("registry.lastSeen")}>
            <Age time={row.lastSeen} />
          </Fact>
          {row.gone && <Fact name={t("registry.gone")}>{t("registry.goneExplained")}</Fact>}
        </Facts>
      )}
      <RepositoryFacts connection={connection} repository={repository} />
      {push.data && <CommandBlock label={t("image.push")} commands={push.data} engine={engine} onEngineChange={setEngine} />}
      <div>
        <Button icon={actions.delete.icon} disabledReason={actions.delete.disabledReason} onPress={actions.delete.run}>
          {actions.delete.label}
        </Button>
      </div>
    </Inspected>
  );
}

function WholeRegistry({ connection, onFree, onProtect }: { connection: Connection; onFree: () => void; onProtect: () => void }): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  return (
    <Inspected
      title={connection.name}
      actions={
        <Button icon={Pencil} onPress={() => open(addresses.editConnection(connection.id))}>
          {t("registry.editConnection")}
        </Button>
      }
    >
      {connection.kind === "local" ? (
        <LocalRegistry onFree={onFree} onProtect={onProtect} />
      ) : (
        <Facts>
          <Fact name={t("vendors.kind")}>{t(kindNames[connection.kind])}</Fact>
          <Fact name={t("registry.address")}>
            <span className={styles["withButton"]}>
              <code>{visibleText(connection.host)}</code>
              <CopyButton text={connection.host} label={t("registry.copyAddress")} />
            </span>
          </Fact>
          <Fact name={t("registry.lastReached")}>
            <Age time={connection.lastReached} />
          </Fact>
        </Facts>
      )}
      <CapabilityList capabilities={connection.capabilities} />
    </Inspected>
  );
}

function LocalRegistry({ onFree, onProtect }: { onFree: () => void; onProtect: () => void }): ReactNode {
  const status = useAsk("read_local_registry", {});
  if (status.error) return <FailureNotice failure={status.error.failure} onRetry={() => void status.refetch()} />;
  if (!status.data) return null;
  return <LocalStatus status={status.data} onFree={onFree} onProtect={onProtect} />;
}

function LocalStatus({ status, onFree, onProtect }: { status: LocalRegistryStatus; onFree: () => void; onProtect: () => void }): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const start = useAct("start_local_registry");
  const problem = start.error?.failure ?? status.problem;
  return (
    <>
      {problem && <FailureNotice failure={problem} />}
      {!status.running && (
        <div className={styles["buttons"]}>
          <Button icon={CirclePlay} isPending={start.isPending} onPress={() => start.mutate({ anotherPort: false })}>
            {t("registry.start")}
          </Button>
          <Button onPress={() => start.mutate({ anotherPort: true })}>{t("registry.startElsewhere")}</Button>
        </div>
      )}
      <Facts>
        <Fact name={t("registry.state")}>{status.running ? t("registry.running") : t("registry.stopped")}</Fact>
        <Fact name={t("registry.address")}>
          <span className={styles["withButton"]}>
            <code>{status.address}</code>
            <CopyButton text={status.address} label={t("registry.copyAddress")} />
          </span>
        </Fact>
        <Fact name={t("registry.signIn")}>{status.user === null ? t("registry.anonymous") : t("registry.withPassword", { user: status.user })}</Fact>
        <Fact name={t("registry.size")}>
          <Bytes value={status.bytes} />
        </Fact>
        <Fact name={t("registry.folder")}>
          <code>{status.folder}</code>
        </Fact>
      </Facts>
      <div className={styles["buttons"]}>
        <Button icon={Warehouse} onPress={() => open(addresses.pullCache(status.connection))}>
          {t("pullCache.open")}
        </Button>
        <Button icon={Eraser} onPress={onFree}>
          {t("registry.freeSpace")}
        </Button>
        <Button icon={KeyRound} onPress={onProtect}>
          {t("registry.protect")}
        </Button>
      </div>
    </>
  );
}
