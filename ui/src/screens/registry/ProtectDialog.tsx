// Sets or removes the password of the local registry. The password goes in once and never comes back.

import { useState } from "react";
import type { ReactNode } from "react";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";

export function ProtectDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const status = useAsk("read_local_registry", {});
  const protect = useAct("protect_local_registry");
  const kept = status.data?.user ?? null;
  const [typedUser, setUser] = useState<string>();
  const [password, setPassword] = useState("");
  const user = typedUser ?? kept ?? "";
  const missing = user.trim() === "" || password === "" ? t("registry.passwordMissing") : undefined;
  const submit = (): void => {
    if (missing === undefined) protect.mutate({ user: user.trim(), password }, { onSuccess: onClose });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title={t("registry.protectTitle")}
      closesOutside={false}
      actions={
        <>
          {kept !== null && (
            <Button tone="quiet" onPress={() => protect.mutate({ user: null, password: null }, { onSuccess: onClose })}>
              {t("registry.removePassword")}
            </Button>
          )}
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={submit} isPending={protect.isPending} disabledReason={missing}>
            {t("registry.setPassword")}
          </Button>
        </>
      }
    >
      <p>{t("registry.protectText")}</p>
      {protect.error && <FailureNotice failure={protect.error.failure} />}
      <TextField label={t("registry.user")} value={user} onChange={setUser} autoFocus onSubmit={submit} />
      <TextField label={t("registry.password")} kind="secret" value={password} onChange={setPassword} onSubmit={submit} />
    </Dialog>
  );
}
