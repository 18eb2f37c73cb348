// Copies a whole registry to another: where to, what that would do, and its beginning.
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection, CopyRule } from "~/bridge/generated/contract";
import { useAct, useConnections } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { Skeleton } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { isRepositoryName } from "~/lib/oci_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { OutlookView } from "./OutlookView";
import styles from "./replication.module.css";
import { useOutlook } from "./use_outlook";

export function CopyRegistryDialog({ source, onClose }: { source: Connection; onClose: () => void }): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const open = useOpen();
  const places = useConnections().filter((each) => !each.readOnly && each.id !== source.id);
  const [connection, setConnection] = useState(places[0]?.id ?? "");
  const [prefix, setPrefix] = useState("");
  const [typed, setTyped] = useState("");
  const look = useOutlook();
  const start = useAct("start_registry_copy");
  const { outlook, job } = look;
  const isNamed = prefix === "" || isRepositoryName(prefix);
  const isReady = connection !== "" && isNamed;
  const begin = (): void => {
    if (!isReady) return;
    const rule: CopyRule = {
      id: "",
      name: "",
      source: source.id,
      prefixes: [],
      destinations: [{ connection, prefix: prefix === "" ? null : prefix }],
      deletes: false,
      onChange: false,
      rhythm: null,
    };
    look.begin(rule);
  };
  const wanted = outlook?.confirmation.type === "typeName" ? outlook.confirmation.text : undefined;
  const copy = (): void => {
    if (job === undefined) return;
    start.mutate(
      { outlook: job, typed },
      {
        onSuccess: () => {
          toasts.show({ title: t("replication.begun"), detail: t("replication.begunDetail"), action: { label: t("copies.show"), run: () => open(addresses.activity()) } });
          onClose();
        },
      },
    );
  };
  const failure = start.error?.failure ?? look.error?.failure;
  const isLooking = job !== undefined || look.isBeginning;
  const reason =
    outlook === undefined || outlook.running
      ? t("replication.lookingAhead")
      : outlook.copies === 0
        ? t("replication.wouldNothing")
        : wanted !== undefined && typed !== wanted
          ? t("replication.typeName", { name: visibleText(wanted) })
          : undefined;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside={false}
      width={isLooking ? "wide" : "normal"}
      title={t("replication.copyRegistryTitle", { name: visibleText(source.name) })}
      actions={
        isLooking ? (
          <>
            <Button onPress={look.reset}>{t("replication.back")}</Button>
            <Button tone="primary" onPress={copy} isPending={start.isPending} disabledReason={reason}>
              {t("replication.startCopy")}
            </Button>
          </>
        ) : (
          <>
            <Button onPress={onClose}>{t("common.cancel")}</Button>
            <Button tone="primary" onPress={begin} disabledReason={isReady ? undefined : t("replication.unready")}>
              {t("replication.look")}
            </Button>
          </>
        )
      }
    >
      {failure ? <FailureNotice failure={failure} connection={connection} /> : null}
      {isLooking ? (
        outlook && job !== undefined ? (
          <>
            <OutlookView outlook={outlook} job={job} />
            {wanted === undefined ? null : <TextField label={t("replication.typeName", { name: visibleText(wanted) })} value={typed} onChange={setTyped} mono />}
          </>
        ) : failure ? null : (
          <Skeleton label={t("replication.lookingAhead")} />
        )
      ) : (
        <div className={styles["form"]}>
          <Select
            label={t("replication.destination")}
            value={connection}
            onChange={setConnection}
            choices={places.map((each) => ({ value: each.id, label: visibleText(each.name), description: visibleText(each.host) }))}
          />
          <TextField
            label={t("replication.prefix")}
            description={t("replication.prefixHelp")}
            value={prefix}
            onChange={setPrefix}
            error={isNamed ? undefined : t("replication.badPrefix", { prefix: visibleText(prefix) })}
            onSubmit={begin}
            mono
            autoFocus
          />
        </div>
      )}
    </Dialog>
  );
}
