// Adding a connection, and editing one: a form, and beside it what a test of it found.
import { use, useState } from "react";
import type { ReactNode } from "react";
import type { Connection } from "~/bridge/generated/contract";
import type { FailedCall } from "~/bridge/host";
import { useAct, useAsk, useConnections } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { EmptyState, Skeleton } from "~/kit/Notice";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { ConnectionReport } from "~/parts/ConnectionReport";
import { FailureNotice } from "~/parts/FailureNotice";
import { InspectorContext, ScreenFrame } from "~/parts/ScreenFrame";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { ConnectionFields } from "./ConnectionFields";
import styles from "./connections.module.css";
import { draftOf, emptyForm, formOf } from "./draft";

export interface EditConnectionScreenProps {
  /** The connection to edit; a new one without. */
  connection?: string;
  /** What a new one's address begins with. */
  address?: string;
}

export function EditConnectionScreen({ connection: id, address = "" }: EditConnectionScreenProps): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const { isPending } = useAsk("list_connections", {});
  const connection = useConnections().find((each) => each.id === id);
  if (id === undefined) return <Editor connection={undefined} address={address} />;
  if (connection) return <Editor connection={connection} address={connection.host} />;
  return (
    <ScreenFrame title={t("connections.title")}>
      {isPending ? (
        <Skeleton label={t("common.loading")} />
      ) : (
        <EmptyState
          title={t("connections.gone")}
          actions={[{ label: t("connections.title"), run: () => open(addresses.connections()) }]}
        />
      )}
    </ScreenFrame>
  );
}

/** The field that the host found wrong, if it named one. */
function wrongField(error: FailedCall | null): string | undefined {
  return error?.failure.code.type === "invalidInput" ? error.failure.code.field : undefined;
}

function Editor({ connection, address }: { connection: Connection | undefined; address: string }): ReactNode {
  const { t } = useMessages();
  const open = useOpen();
  const toasts = useToasts();
  const test = useAct("test_connection");
  const add = useAct("add_connection");
  const edit = useAct("edit_connection");
  const [form, setForm] = useState(() => (connection ? formOf(connection) : emptyForm(address)));
  const [isTried, setTried] = useState(false);
  const isLocal = connection?.kind === "local";
  const isMissing =
    form.kind === "any"
      ? form.address.trim() === ""
      : (form.kind === "amazon" && form.amazon.regions.length === 0) || (form.amazon.way === "profile" && form.amazon.profile === "");
  const failed = [add.error, edit.error, test.error].find((error) => error !== null) ?? null;
  const field = wrongField(failed);

  const { isShown: isInspectorShown } = use(InspectorContext);
  const report = test.data ? <ConnectionReport report={test.data} /> : null;

  const runTest = (): void => {
    setTried(true);
    if (!isMissing) test.mutate({ draft: draftOf(form), of: connection?.id ?? null });
  };
  const save = (): void => {
    setTried(true);
    if (isMissing) return;
    const draft = draftOf(form);
    if (connection) {
      edit.mutate(
        { id: connection.id, draft },
        {
          onSuccess: (saved) => {
            toasts.show({ title: t("connections.saved", { name: visibleText(saved.name) }) });
            open(addresses.registry(saved.id));
          },
        },
      );
      return;
    }
    add.mutate(draft, {
      onSuccess: (added) => {
        toasts.show({ title: t("connections.added", { name: visibleText(added.name) }) });
        const repository = test.data?.repository;
        open(repository ? addresses.repository(added.id, repository) : addresses.registry(added.id));
      },
    });
  };

  const title = connection
    ? t("connections.editTitle", { name: visibleText(connection.name) })
    : t("connections.newTitle");
  return (
    <ScreenFrame
      title={title}
      isPage
      actions={
        <>
          <Button onPress={() => open(addresses.connections())}>{t("common.cancel")}</Button>
          <Button onPress={runTest} isPending={test.isPending}>
            {t(test.isPending ? "connections.testing" : "connections.test")}
          </Button>
          <Button tone="primary" onPress={save} isPending={add.isPending || edit.isPending}>
            {t(connection ? "connections.save" : "connections.addAct")}
          </Button>
        </>
      }
      inspector={report && isInspectorShown ? <div className={styles["inspected"]}>{report}</div> : undefined}
    >
      <form
        className={styles["form"]}
        aria-label={title}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {/* Enter in a field presses a form's own button: the one that is seen is outside. */}
        <input type="submit" hidden />
        {isInspectorShown ? null : report}
        {failed && field === undefined ? <FailureNotice failure={failed.failure} onRetry={runTest} /> : null}
        <ConnectionFields
          form={form}
          onChange={(part) => setForm((before) => ({ ...before, ...part }))}
          connection={connection}
          isLocal={isLocal}
          isTried={isTried}
          recognised={test.data?.kind ?? connection?.kind}
          addressError={
            isTried && isMissing
              ? t("connections.registryAddressEmpty")
              : field === "address"
                ? t("failures.invalidInput", { field: visibleText(form.address) })
                : undefined
          }
          wrongField={field}
        />
      </form>
    </ScreenFrame>
  );
}
