// A new repository, or project, on a registry that makes them before anything is pushed.
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection, RepositoryCreation } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { isRepositoryName } from "~/lib/oci_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";

export interface MakeRepositoryDialogProps {
  connection: Connection;
  makes: RepositoryCreation;
  onClose: () => void;
}

export function MakeRepositoryDialog({ connection, makes, onClose }: MakeRepositoryDialogProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const create = useAct("create_repository");
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [isPrivate, setIsPrivate] = useState(true);
  const isProject = makes === "project";
  const wanted = name.trim();
  // A repository is in a namespace, a project in nothing.
  const isName = isRepositoryName(wanted) && wanted.includes("/") !== isProject;
  const wrong = t(isProject ? "wholeRepositories.projectWrong" : "wholeRepositories.nameWrong");
  const submit = (): void => {
    if (!isName) return;
    const line = description.trim();
    create.mutate(
      { connection: connection.id, name: wanted, description: line === "" ? null : line, private: isPrivate },
      {
        onSuccess: () => {
          toasts.show({ title: t("wholeRepositories.made", { name: visibleText(wanted) }) });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title={t(isProject ? "wholeRepositories.newProject" : "wholeRepositories.newRepository")}
      closesOutside={false}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={submit} isPending={create.isPending} disabledReason={isName ? undefined : wrong}>
            {t("wholeRepositories.make")}
          </Button>
        </>
      }
    >
      {create.error ? <FailureNotice failure={create.error.failure} connection={connection.id} /> : null}
      <TextField
        label={t("wholeRepositories.name")}
        description={t(isProject ? "wholeRepositories.projectHelp" : "wholeRepositories.repositoryHelp")}
        value={name}
        onChange={setName}
        onSubmit={submit}
        error={wanted === "" || isName ? undefined : wrong}
        placeholder={isProject ? "team" : "team/app"}
        mono
        autoFocus
      />
      {isProject ? null : <TextField label={t("wholeRepositories.description")} value={description} onChange={setDescription} />}
      <Checkbox isSelected={isPrivate} onChange={setIsPrivate} description={t("wholeRepositories.privateHelp")}>
        {t("wholeRepositories.private")}
      </Checkbox>
    </Dialog>
  );
}
