// Accounts of machines: what each may do, and making, changing and deleting them.
import { Bot, Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Robot, RobotList, RobotPermission, RobotSecret, ScopeAt } from "~/bridge/generated/contract";
import { useAct, useAsk, useAskAgain } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { MenuButton } from "~/kit/Menu";
import type { MenuEntry } from "~/kit/Menu";
import { EmptyState, Notice, Skeleton } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { useFailureTeller } from "~/parts/failure_teller";
import { Age } from "~/parts/Known";
import { RegistryText } from "~/parts/RegistryText";
import table from "~/parts/Table.module.css";
import { NewRobotDialog } from "./NewRobotDialog";
import { ConfirmRobotDialog } from "./ConfirmRobotDialog";
import { RobotPermissionsDialog } from "./RobotPermissionsDialog";
import { RobotSecretDialog } from "./RobotSecretDialog";
import styles from "./administration.module.css";
import type { TabProps } from "./tabs";

/** What stands in front of the list. */
type Asked = { type: "new" } | { type: "permissions" | "renew" | "delete"; robot: Robot } | { type: "secret"; secret: RobotSecret };

export function RobotsTab({ at, isReadOnly }: TabProps): ReactNode {
  const { t } = useMessages();
  const robots = useAsk("list_robots", { at }, { always: true });
  const askAgain = useAskAgain();
  const [asked, setAsked] = useState<Asked>();
  const close = (): void => setAsked(undefined);
  const changed = (): void => askAgain("list_robots");
  if (robots.error) return <FailureNotice failure={robots.error.failure} connection={at.connection} onRetry={() => void robots.refetch()} />;
  if (!robots.data) return <Skeleton lines={6} label={t("common.loading")} />;
  const { data } = robots;
  const frozen = isReadOnly ? t("registry.readOnlyReason") : undefined;
  const showSecret = (secret: RobotSecret): void => {
    setAsked({ type: "secret", secret });
    changed();
  };
  return (
    <>
      <p className={styles["help"]}>{t("robots.about")}</p>
      <div>
        <Button icon={Plus} onPress={() => setAsked({ type: "new" })} disabledReason={frozen}>
          {t("robots.new")}
        </Button>
      </div>
      {data.isCut ? <Notice>{t("robots.cut")}</Notice> : null}
      {data.robots.length === 0 ? (
        <EmptyState icon={Bot} title={t("robots.none")}>
          {t("robots.noneText")}
        </EmptyState>
      ) : (
        <RobotTable at={at} list={data} frozen={frozen} onAsk={(type, robot) => setAsked({ type, robot })} onChanged={changed} />
      )}
      {asked?.type === "new" ? <NewRobotDialog at={at} rules={data.rules} onClose={close} onMade={showSecret} /> : null}
      {asked?.type === "permissions" ? (
        <RobotPermissionsDialog
          at={at}
          robot={asked.robot}
          rules={data.rules}
          onClose={close}
          onChanged={() => {
            close();
            changed();
          }}
        />
      ) : null}
      {asked?.type === "renew" || asked?.type === "delete" ? (
        <ConfirmRobotDialog
          at={at}
          robot={asked.robot}
          deed={asked.type}
          onClose={close}
          onRenewed={showSecret}
          onDeleted={() => {
            close();
            changed();
          }}
        />
      ) : null}
      {asked?.type === "secret" ? <RobotSecretDialog connection={at.connection} secret={asked.secret} onClose={close} /> : null}
    </>
  );
}

interface RobotTableProps {
  at: ScopeAt;
  list: RobotList;
  frozen: string | undefined;
  onAsk: (type: "permissions" | "renew" | "delete", robot: Robot) => void;
  onChanged: () => void;
}

function RobotTable({ at, list, frozen, onAsk, onChanged }: RobotTableProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const turn = useAct("switch_robot", useFailureTeller());
  const { rules, robots } = list;
  const turnTo = (robot: Robot, isOn: boolean): void =>
    turn.mutate(
      { of: { at, id: robot.id, user: robot.user }, isOn },
      {
        onSuccess: () => {
          toasts.show({ title: t(isOn ? "robots.switchedOn" : "robots.switchedOff", { name: visibleText(robot.user) }), detail: t("robots.undoable") });
          onChanged();
        },
      },
    );
  const entriesOf = (robot: Robot): MenuEntry[] => {
    const fixed = frozen ?? (robot.isEditable ? undefined : t("robots.fixed"));
    const isOn = robot.isOn !== false;
    return [
      { id: "permissions", label: t("robots.permissions"), disabledReason: fixed, run: () => onAsk("permissions", robot) },
      { id: "renew", label: t("robots.renew"), disabledReason: fixed, run: () => onAsk("renew", robot) },
      ...(rules.isSwitched ? [{ id: "switch", label: t(isOn ? "robots.switchOff" : "robots.switchOn"), disabledReason: fixed, run: () => turnTo(robot, !isOn) }] : []),
      { id: "delete", label: t("robots.delete"), isLoss: true, disabledReason: frozen, run: () => onAsk("delete", robot) },
    ];
  };
  const hasUse = robots.some((robot) => robot.used !== null);
  return (
    <div className={styles["tableFrame"]}>
      <table className={table["table"]} aria-label={t("administration.robots")}>
        <thead>
          <tr>
            <th scope="col">{t("robots.user")}</th>
            <th scope="col">{t("robots.may")}</th>
            <th scope="col">{t("robots.created")}</th>
            {hasUse ? <th scope="col">{t("robots.used")}</th> : null}
            {rules.ends ? <th scope="col">{t("robots.ends")}</th> : null}
            <th scope="col" aria-label={t("robots.actions")} />
          </tr>
        </thead>
        <tbody>
          {robots.map((robot) => (
            <tr key={robot.id}>
              <td>
                <RegistryText text={robot.user} />
                {robot.isOn === false ? <span className={table["mark"]}>{t("robots.off")}</span> : null}
                {robot.description === null ? null : (
                  <span className={styles["aside"]}>
                    <RegistryText text={robot.description} />
                  </span>
                )}
              </td>
              <td>
                <Permitted permissions={robot.permissions} />
              </td>
              <td className={styles["short"]}>
                <Age time={robot.created} />
              </td>
              {hasUse ? (
                <td className={styles["short"]}>
                  <Age time={robot.used} />
                </td>
              ) : null}
              {rules.ends ? <td className={styles["short"]}>{robot.ends === null ? t("robots.never") : <Age time={robot.ends} />}</td> : null}
              <td className={styles["short"]}>
                <MenuButton label={t("robots.actionsOf", { name: visibleText(robot.user) })} icon={Ellipsis} entries={entriesOf(robot)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Things that a row names. */
const room = 3;

function Permitted({ permissions }: { permissions: readonly RobotPermission[] }): ReactNode {
  const { t } = useMessages();
  if (permissions.length === 0) return t("robots.nothing");
  return (
    <>
      {permissions.slice(0, room).map(({ on, actions }) => (
        <span key={on} className={styles["permitted"]}>
          <RegistryText text={on} />
          {actions.length === 0 ? null : <span className={styles["aside"]}>{visibleText(actions.join(", "))}</span>}
        </span>
      ))}
      {permissions.length > room ? <span className={styles["aside"]}>{t("robots.more", { count: permissions.length - room })}</span> : null}
    </>
  );
}
