// What a registry's vendor says of a repository, and the description that one may write there.
import { Bookmark, Pencil, Star } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Connection, RepositoryFacts as Told, RepositoryMark } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button, ToggleButton } from "~/kit/Button";
import { Dialog } from "~/kit/Dialog";
import { CopyButton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Fact, Facts, InspectedSection } from "~/parts/Inspected";
import { Age, Bytes } from "~/parts/Known";
import { factNames, visibilities } from "~/parts/vendor_words";
import styles from "./RepositoryFacts.module.css";

export function RepositoryFacts({ connection, repository }: { connection: Connection; repository: string }): ReactNode {
  const { t } = useMessages();
  const told = useAsk("read_repository_facts", { connection: connection.id, repository });
  const [isEdited, setEdited] = useState(false);
  if (told.error) return <FailureNotice failure={told.error.failure} connection={connection.id} onRetry={() => void told.refetch()} />;
  const facts = told.data?.facts;
  if (!facts) return null;
  const reason = connection.readOnly ? t("vendors.descriptionReadOnly") : facts.editable ? undefined : t("vendors.descriptionNeedsRight");
  return (
    <InspectedSection title={t("vendors.facts")}>
      {facts.description !== null && <p className={styles["description"]}>{visibleText(facts.description)}</p>}
      <ToldFacts facts={facts} />
      <Marks connection={connection} repository={repository} facts={facts} onSet={() => void told.refetch()} />
      {facts.longDescription !== null && (
        <details>
          <summary>{t("vendors.longDescription")}</summary>
          <pre className={styles["long"]}>{facts.longDescription}</pre>
        </details>
      )}
      <div>
        <Button icon={Pencil} disabledReason={reason} onPress={() => setEdited(true)}>
          {t("vendors.editDescription")}
        </Button>
      </div>
      {isEdited && (
        <DescriptionDialog
          connection={connection}
          repository={repository}
          facts={facts}
          onClose={() => {
            setEdited(false);
            void told.refetch();
          }}
        />
      )}
    </InspectedSection>
  );
}

interface MarksProps {
  connection: Connection;
  repository: string;
  facts: Told;
  onSet: () => void;
}

/** The person's own marks at the registry, where it keeps some. */
function Marks({ connection, repository, facts, onSet }: MarksProps): ReactNode {
  const { t } = useMessages();
  const set = useAct("set_mark");
  const reason = connection.readOnly ? t("repository.readOnly") : undefined;
  const put = (mark: RepositoryMark, on: boolean): void => set.mutate({ of: { connection: connection.id, repository }, mark, on }, { onSuccess: onSet });
  if (facts.starred === null && facts.bookmarked === null) return null;
  return (
    <>
      {set.error && <FailureNotice failure={set.error.failure} connection={connection.id} />}
      <div className={styles["withButton"]}>
        {facts.starred !== null && <ToggleButton words icon={Star} label={t("vendors.starred")} isOn={facts.starred} onChange={(on) => put("star", on)} disabledReason={reason} />}
        {facts.bookmarked !== null && (
          <ToggleButton words icon={Bookmark} label={t("vendors.bookmarked")} isOn={facts.bookmarked} onChange={(on) => put("bookmark", on)} disabledReason={reason} />
        )}
      </div>
    </>
  );
}

/** A span of days is said in the person's language; everything else is the vendor's own. */
function sayFact({ about, text }: Told["said"][number], t: Messages["t"]): string {
  const days = about === "timeMachine" ? /^(\d+) d$/.exec(text)?.[1] : undefined;
  return days === undefined ? visibleText(text) : t("common.days", { count: Number(days) });
}

function ToldFacts({ facts }: { facts: Told }): ReactNode {
  const { t, format } = useMessages();
  return (
    <Facts>
      {facts.visibility !== null && <Fact name={t("vendors.visibility")}>{t(visibilities[facts.visibility])}</Fact>}
      {facts.owner !== null && <Fact name={t("vendors.owner")}>{visibleText(facts.owner)}</Fact>}
      {facts.project !== null && <Fact name={t("vendors.project")}>{visibleText(facts.project)}</Fact>}
      {facts.stars !== null && <Fact name={t("vendors.stars")}>{format.number(facts.stars)}</Fact>}
      {facts.pulls !== null && <Fact name={t("vendors.pulls")}>{format.number(facts.pulls)}</Fact>}
      {facts.created !== null && (
        <Fact name={t("vendors.created")}>
          <Age time={facts.created} />
        </Fact>
      )}
      {facts.updated !== null && (
        <Fact name={t("vendors.updated")}>
          <Age time={facts.updated} />
        </Fact>
      )}
      {facts.size !== null && (
        <Fact name={t("vendors.size")}>
          <Bytes value={facts.size} />
        </Fact>
      )}
      {facts.space !== null && (
        <Fact name={t("vendors.space")}>
          {facts.space.limit === null
            ? format.bytes(facts.space.used)
            : t("vendors.spaceOf", { used: format.bytes(facts.space.used), limit: format.bytes(facts.space.limit) })}
        </Fact>
      )}
      {facts.immutableTags !== null && (
        <Fact name={t("vendors.immutableTags")}>{t(facts.immutableTags ? "vendors.tagsFrozen" : "vendors.tagsMove")}</Fact>
      )}
      {facts.said.map((fact) => (
        <Fact key={`${fact.about} ${fact.text}`} name={t(factNames[fact.about])}>
          {sayFact(fact, t)}
        </Fact>
      ))}
      {facts.webPage !== null && (
        <Fact name={t("vendors.webPage")}>
          <span className={styles["withButton"]}>
            <code>{visibleText(facts.webPage)}</code>
            <CopyButton text={facts.webPage} label={t("vendors.copyWebPage")} />
          </span>
        </Fact>
      )}
    </Facts>
  );
}

interface DescriptionDialogProps {
  connection: Connection;
  repository: string;
  facts: Told;
  onClose: () => void;
}

function DescriptionDialog({ connection, repository, facts, onClose }: DescriptionDialogProps): ReactNode {
  const { t } = useMessages();
  const [short, setShort] = useState(facts.description ?? "");
  const [long, setLong] = useState(facts.longDescription ?? "");
  const save = useAct("set_description");
  const submit = (): void => save.mutate({ of: { connection: connection.id, repository }, short, long }, { onSuccess: onClose });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("vendors.editDescription")}
      closesOutside={false}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone="primary" onPress={submit} isPending={save.isPending}>
            {t("vendors.save")}
          </Button>
        </>
      }
    >
      {save.error && <FailureNotice failure={save.error.failure} connection={connection.id} />}
      <TextField label={t("vendors.descriptionShort")} value={short} onChange={setShort} autoFocus />
      <TextField label={t("vendors.descriptionLong")} value={long} onChange={setLong} lines={8} />
    </Dialog>
  );
}
