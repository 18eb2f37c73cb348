// Signs the person's own Docker or Podman in to a region's registry, or shows what to type.
import { LogIn, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection, Engine, EngineLogin, EngineLogins, Shell } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { Icon } from "~/kit/Icon";
import { Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { CommandList, engineNames } from "~/parts/CommandBlock";
import { FailureNotice } from "~/parts/FailureNotice";
import styles from "./EngineSignInDialog.module.css";

export interface EngineSignInDialogProps {
  connection: Connection;
  onClose: () => void;
}

export function EngineSignInDialog({ connection, onClose }: EngineSignInDialogProps): ReactNode {
  const { t } = useMessages();
  const regions = connection.amazon?.regions ?? [];
  const [region, setRegion] = useState(regions[0] ?? "");
  const at = { connection: connection.id, region };
  const logins = useAsk("list_engine_logins", at, { always: true });
  return (
    <Dialog isOpen onClose={onClose} title={t("engines.title")} subtitle={t("engines.about")} actions={<Button onPress={onClose}>{t("common.close")}</Button>}>
      <div className={styles["form"]}>
        {regions.length > 1 ? <Select label={t("ecr.region")} value={region} onChange={setRegion} choices={regions.map((value) => ({ value, label: value }))} /> : null}
        {logins.error ? <FailureNotice failure={logins.error.failure} connection={connection.id} onRetry={() => void logins.refetch()} /> : null}
        {logins.data ? <Logins key={region} at={at} logins={logins.data} /> : logins.isPending ? <Skeleton lines={5} label={t("common.loading")} /> : null}
      </div>
    </Dialog>
  );
}

interface LoginsProps {
  at: { connection: string; region: string };
  logins: EngineLogins;
}

function Logins({ at, logins }: LoginsProps): ReactNode {
  const { t } = useMessages();
  const [shell, setShell] = useState<Shell>("posix");
  return (
    <>
      <p>{t("engines.host", { host: visibleText(logins.host) })}</p>
      {logins.engines.length === 0 ? <p>{t("engines.none")}</p> : null}
      {logins.engines.map((login) => (
        <OneEngine key={login.engine} at={at} login={login} />
      ))}
      <section aria-label={t("engines.byHand")} className={styles["form"]}>
        <h3>{t("engines.byHand")}</h3>
        <Select
          label={t("amazon.shell")}
          value={shell}
          onChange={setShell}
          choices={[
            { value: "posix", label: t("amazon.shellPosix") },
            { value: "powerShell", label: t("amazon.shellPowerShell") },
          ]}
        />
        <CommandList commands={logins.commands.filter((command) => command.shell === shell)} />
      </section>
    </>
  );
}

function OneEngine({ at, login }: { at: LoginsProps["at"]; login: EngineLogin }): ReactNode {
  const { t, format } = useMessages();
  const signIn = useAct("sign_in_engine");
  const [agreed, setAgreed] = useState(false);
  const { engine, keeper } = login;
  const name = engineNames[engine as Engine];
  const isPlain = keeper.type === "file";
  return (
    <section aria-label={name} className={styles["engine"]}>
      <h3>{name}</h3>
      {keeper.type === "helper" ? <p>{t("engines.helper", { name: visibleText(keeper.name) })}</p> : null}
      {keeper.type === "amazon" ? <p>{t("engines.amazon")}</p> : null}
      {keeper.type === "file" ? (
        <>
          <p className={styles["plain"]}>
            <Icon icon={TriangleAlert} size={14} />
            <span>{t("engines.file", { path: visibleText(keeper.path) })}</span>
          </p>
          <Checkbox isSelected={agreed} onChange={setAgreed}>
            {t("engines.agree", { name })}
          </Checkbox>
        </>
      ) : null}
      {signIn.error ? <FailureNotice failure={signIn.error.failure} connection={at.connection} /> : null}
      {signIn.data ? <p role="status">{t("engines.done", { name, until: format.time(signIn.data.until) })}</p> : null}
      {keeper.type === "amazon" ? null : (
        <div>
          <Button
            icon={LogIn}
            onPress={() => signIn.mutate({ ...at, engine, plainFileAgreed: agreed })}
            isPending={signIn.isPending}
            disabledReason={isPlain && !agreed ? t("engines.agreeFirst") : undefined}
          >
            {t("engines.signIn", { name })}
          </Button>
        </div>
      )}
    </section>
  );
}
