// Makes a robot: its name, what it is for, how long it is good for, and what it may do.
import { useState } from "react";
import type { ReactNode } from "react";
import type { RobotRules, RobotSecret, ScopeAt } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { PermissionFields, firstPermissions, lackOf } from "./PermissionFields";
import styles from "./administration.module.css";
import { lackWords } from "./lack_words";

/** Days that a robot is good for; 0: for ever. */
const terms = [30, 7, 90, 365, 0];

export interface NewRobotDialogProps {
  at: ScopeAt;
  rules: RobotRules;
  onClose: () => void;
  onMade: (secret: RobotSecret) => void;
}

export function NewRobotDialog({ at, rules, onClose, onMade }: NewRobotDialogProps): ReactNode {
  const { t } = useMessages();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [days, setDays] = useState(30);
  const [permissions, setPermissions] = useState(() => firstPermissions(rules));
  const create = useAct("create_robot");
  const lack = lackOf(permissions, rules);
  const reason = name.trim() === "" ? t("robots.nameFirst") : lack === undefined ? undefined : t(lackWords[lack]);
  const save = (): void =>
    create.mutate({ at, name: name.trim(), description, days: rules.ends && days > 0 ? days : null, permissions }, { onSuccess: onMade });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      title={t("robots.new")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={save} isPending={create.isPending} disabledReason={reason}>
            {t("robots.create")}
          </Button>
        </>
      }
    >
      <div className={styles["form"]}>
        {create.error ? <FailureNotice failure={create.error.failure} connection={at.connection} /> : null}
        <TextField label={t("robots.name")} description={t("robots.nameHelp")} value={name} onChange={setName} mono autoFocus isRequired />
        <TextField label={t("robots.description")} value={description} onChange={setDescription} />
        {rules.ends ? (
          <Select
            label={t("robots.ends")}
            value={String(days)}
            onChange={(value) => setDays(Number(value))}
            choices={terms.map((value) => ({ value: String(value), label: value === 0 ? t("robots.never") : t("robots.inDays", { days: value }) }))}
          />
        ) : null}
        <PermissionFields rules={rules} permissions={permissions} onChange={setPermissions} />
      </div>
    </Dialog>
  );
}
