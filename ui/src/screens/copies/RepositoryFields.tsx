// A registry and a repository that images go to.
import type { ReactNode } from "react";
import { useAsk, useConnections } from "~/bridge/queries";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { isRepositoryName } from "~/lib/oci_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";

export interface RepositoryFieldsProps {
  connection: string;
  onConnectionChange: (connection: string) => void;
  repository: string;
  onRepositoryChange: (repository: string) => void;
  onSubmit: () => void;
  autoFocus?: boolean;
}

export function RepositoryFields(props: RepositoryFieldsProps): ReactNode {
  const { t } = useMessages();
  const connections = useConnections().filter((each) => !each.readOnly);
  const named = { connection: props.connection, filter: props.repository, marked: null, sort: { column: "name", descending: false }, offset: 0, limit: 12 } as const;
  const known = useAsk("list_repositories", named, { enabled: props.connection !== "", placeholder: (before) => before });
  const offers = (known.data?.rows ?? []).map(({ name }) => ({ value: name, label: name }));
  return (
    <>
      <Select
        label={t("copies.connection")}
        value={props.connection}
        onChange={props.onConnectionChange}
        choices={connections.map(({ id, name }) => ({ value: id, label: visibleText(name) }))}
      />
      <TextField
        label={t("copies.repository")}
        value={props.repository}
        onChange={props.onRepositoryChange}
        description={t("copies.repositoryHint")}
        error={isRepositoryName(props.repository) ? undefined : t("copies.badRepository")}
        offers={offers}
        mono
        autoFocus={props.autoFocus ?? true}
        onSubmit={props.onSubmit}
      />
    </>
  );
}
