// Asks for the name of a repository to keep in the list, for registries that do not list theirs.

import { useState } from "react";
import type { ReactNode } from "react";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { TextField } from "~/kit/TextField";
import { isRepositoryName } from "~/lib/oci_names";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";

export function PinDialog({ connection, onClose }: { connection: string; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const pin = useAct("pin_repository");
  const [name, setName] = useState("");
  const wanted = name.trim();
  const problem = isRepositoryName(wanted) ? undefined : t("registry.pinInvalid");
  const submit = (): void => {
    if (problem === undefined) pin.mutate({ connection, repository: wanted }, { onSuccess: onClose });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title={t("registry.pinTitle")}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={submit} isPending={pin.isPending} disabledReason={problem}>
            {t("registry.pin")}
          </Button>
        </>
      }
    >
      {pin.error && <FailureNotice failure={pin.error.failure} connection={connection} />}
      <TextField
        label={t("registry.pinName")}
        description={t("registry.pinText")}
        value={name}
        onChange={setName}
        onSubmit={submit}
        placeholder="library/nginx"
        mono
        autoFocus
        error={wanted === "" ? undefined : problem}
      />
    </Dialog>
  );
}
