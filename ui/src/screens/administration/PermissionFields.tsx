// What a robot may do: a row for each thing, with the vendor’s words to tick, or a role to choose.
import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import type { RobotPermission, RobotRules } from "~/bridge/generated/contract";
import { Button, IconButton } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import styles from "./administration.module.css";

/** What Harbor calls the system itself. */
const system = "/";

export interface PermissionFieldsProps {
  rules: RobotRules;
  permissions: readonly RobotPermission[];
  onChange: (permissions: RobotPermission[]) => void;
}

/** What a new robot begins with: pulling. */
export function firstPermissions(rules: RobotRules): RobotPermission[] {
  const [first] = rules.actions;
  return first === undefined || rules.onlyOn === null ? [] : [{ on: rules.onlyOn, actions: [first] }];
}

/** Why permissions can't be as they are; `undefined` where they can. */
export function lackOf(permissions: readonly RobotPermission[], rules: RobotRules): "empty" | "unnamed" | "twice" | undefined {
  if (permissions.some(({ on }) => on.trim() === "")) return "unnamed";
  if (new Set(permissions.map(({ on }) => on)).size < permissions.length) return "twice";
  // A role each may be none at all; words must be some.
  if (!rules.isOneEach && (permissions.length === 0 || permissions.some(({ actions }) => actions.length === 0))) return "empty";
  return undefined;
}

export function PermissionFields({ rules, permissions, onChange }: PermissionFieldsProps): ReactNode {
  const { t } = useMessages();
  const put = (index: number, part: Partial<RobotPermission>): void =>
    onChange(permissions.map((each, place) => (place === index ? { ...each, ...part } : each)));
  const add = (): void => onChange([...permissions, { on: "", actions: rules.actions.slice(0, 1) }]);
  const isSystemNamed = permissions.some(({ on }) => on === system);
  return (
    <div className={styles["form"]}>
      {permissions.map((permission, index) => (
        // oxlint-disable-next-line no-array-index-key -- a row is its place: its name is being typed
        <fieldset key={index} className={styles["rule"]} aria-label={permission.on === "" ? t("robots.permission") : visibleText(permission.on)}>
          <div className={styles["ruleHead"]}>
            {permission.on === system ? (
              <strong>{t("robots.system")}</strong>
            ) : (
              <TextField
                label={t(rules.isOneEach ? "robots.onRepository" : "robots.onProject")}
                description={rules.isOneEach || rules.onlyOn !== null ? undefined : t("robots.onProjectHelp")}
                value={permission.on}
                onChange={(on) => put(index, { on: on.trim() })}
                mono
                isReadOnly={rules.onlyOn !== null}
              />
            )}
            {rules.onlyOn === null ? (
              <IconButton icon={Trash2} label={t("robots.forget", { name: visibleText(permission.on) })} onPress={() => onChange(permissions.filter((_, place) => place !== index))} />
            ) : null}
          </div>
          <Words rules={rules} permission={permission} onChange={(actions) => put(index, { actions })} />
        </fieldset>
      ))}
      {rules.onlyOn === null ? (
        <div className={styles["buttons"]}>
          <Button icon={Plus} onPress={add}>
            {t(rules.isOneEach ? "robots.addRepository" : "robots.addProject")}
          </Button>
          {rules.systemActions.length > 0 && !isSystemNamed ? (
            <Button icon={Plus} onPress={() => onChange([...permissions, { on: system, actions: rules.systemActions.slice(0, 1) }])}>
              {t("robots.addSystem")}
            </Button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

interface WordsProps {
  rules: RobotRules;
  permission: RobotPermission;
  onChange: (actions: string[]) => void;
}

function Words({ rules, permission, onChange }: WordsProps): ReactNode {
  const { t } = useMessages();
  const known = permission.on === system ? rules.systemActions : rules.actions;
  // What it may do already is shown, whether it is among the usual words or not.
  const words = [...new Set([...known, ...permission.actions])];
  if (rules.isOneEach) {
    return (
      <Select
        label={t("robots.role")}
        value={permission.actions[0] ?? ""}
        onChange={(role) => onChange([role])}
        choices={words.map((value) => ({ value, label: visibleText(value) }))}
      />
    );
  }
  return (
    <div role="group" aria-label={t("robots.may")} className={styles["words"]}>
      {words.map((word) => (
        <Checkbox
          key={word}
          isSelected={permission.actions.includes(word)}
          onChange={(isOn) => onChange(isOn ? [...permission.actions, word] : permission.actions.filter((each) => each !== word))}
        >
          {visibleText(word)}
        </Checkbox>
      ))}
    </div>
  );
}
