// The small forms of a change of tags: the name of a new one, a new name, which to remove, or where to move one.

import { useState } from "react";
import type { ReactNode } from "react";
import type { Change, ImageRow } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox, RadioGroup } from "~/kit/Checkbox";
import type { Choice } from "~/kit/Checkbox";
import { Dialog } from "~/kit/Dialog";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { isTag } from "~/lib/oci_names";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import styles from "./TagForm.module.css";

/** An image and the tags of it that are at hand. */
export interface TagsOfImage {
  connection: string;
  repository: string;
  tags: readonly string[];
  /** Given where the image has more tags than these, so that the others can be asked for. */
  digest: string | null;
}

/** Which form, about what. */
export type TagFormAsk =
  | { type: "addTag"; connection: string; repository: string; digest: string; name?: string }
  | ({ type: "renameTag" | "moveTag" | "removeTags"; name?: string } & TagsOfImage);

interface FormProps<Ask> {
  ask: Ask;
  onSubmit: (change: Change) => void;
  onClose: () => void;
}

type TagsAsk = Extract<TagFormAsk, TagsOfImage>;

export function TagForm({ ask, onSubmit, onClose }: FormProps<TagFormAsk>): ReactNode {
  switch (ask.type) {
    case "addTag":
      return <AddForm ask={ask} onSubmit={onSubmit} onClose={onClose} />;
    case "renameTag":
      return <RenameForm ask={ask} onSubmit={onSubmit} onClose={onClose} />;
    case "moveTag":
      return <MoveForm ask={ask} onSubmit={onSubmit} onClose={onClose} />;
    case "removeTags":
      return <RemoveForm ask={ask} onSubmit={onSubmit} onClose={onClose} />;
  }
}

/** Every tag of the image, as soon as they are known. */
function useAllTags({ connection, repository, tags, digest }: TagsOfImage): readonly string[] {
  const image = useAsk("open_image", { connection, repository, selector: digest ?? "" }, { enabled: digest !== null });
  return image.data?.tags ?? tags;
}

/** What is wrong with a name that was typed. */
function useNameProblem(): (name: string, old?: string) => string | undefined {
  const { t } = useMessages();
  return (name, old) => {
    if (name === "") return t("changes.tagEmpty");
    if (name === old) return t("changes.tagSame");
    return isTag(name) ? undefined : t("changes.tagInvalid");
  };
}

interface FrameProps {
  title: string;
  verb: string;
  width?: "narrow" | "normal";
  tone?: "primary" | "loss";
  disabledReason: string | undefined;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

function Frame({ title, verb, width = "normal", tone = "primary", disabledReason, onSubmit, onClose, children }: FrameProps): ReactNode {
  const { t } = useMessages();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={width}
      title={title}
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button tone={tone} onPress={onSubmit} disabledReason={disabledReason}>
            {verb}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

function AddForm({ ask, onSubmit, onClose }: FormProps<Extract<TagFormAsk, { type: "addTag" }>>): ReactNode {
  const { t } = useMessages();
  const [name, setName] = useState(ask.name ?? "");
  const problem = useNameProblem()(name);
  const submit = (): void => {
    if (problem === undefined) onSubmit({ type: "addTag", repository: ask.repository, digest: ask.digest, tag: name });
  };
  return (
    <Frame title={t("changes.addTagTitle")} verb={t("changes.addTagVerb")} width="narrow" disabledReason={problem} onSubmit={submit} onClose={onClose}>
      <TextField
        label={t("changes.tagName")}
        value={name}
        onChange={setName}
        onSubmit={submit}
        mono
        autoFocus
        error={name === "" ? undefined : problem}
        description={t("changes.addTagExplained", { image: shortenDigest(ask.digest) })}
      />
    </Frame>
  );
}

function RenameForm({ ask, onSubmit, onClose }: FormProps<TagsAsk>): ReactNode {
  const { t } = useMessages();
  const [old, setOld] = useState(ask.tags[0] ?? "");
  const [name, setName] = useState(ask.name ?? old);
  const problem = useNameProblem()(name, old);
  const submit = (): void => {
    if (problem === undefined) onSubmit({ type: "renameTag", repository: ask.repository, from: old, to: name });
  };
  return (
    <Frame
      title={t("changes.renameTitle", { tag: visibleText(old) })}
      verb={t("changes.renameTagVerb")}
      width="narrow"
      disabledReason={problem}
      onSubmit={submit}
      onClose={onClose}
    >
      <WhichTag
        ask={ask}
        tag={old}
        onChange={(tag) => {
          setOld(tag);
          setName(tag);
        }}
      />
      <TextField
        label={t("changes.newName")}
        value={name}
        onChange={setName}
        onSubmit={submit}
        mono
        autoFocus
        error={name === "" || name === old ? undefined : problem}
        description={t("changes.renameExplained")}
      />
    </Frame>
  );
}

/** Asked only where there is a choice. */
function WhichTag({ ask, tag, onChange }: { ask: TagsOfImage; tag: string; onChange: (tag: string) => void }): ReactNode {
  const { t } = useMessages();
  const tags = useAllTags(ask);
  if (tags.length < 2) return null;
  return (
    <Select
      label={t("changes.whichTag")}
      value={tag}
      onChange={onChange}
      choices={tags.map((each) => ({ value: each, label: visibleText(each) }))}
    />
  );
}

function RemoveForm({ ask, onSubmit, onClose }: FormProps<TagsAsk>): ReactNode {
  const { t } = useMessages();
  const tags = useAllTags(ask);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const submit = (): void => {
    if (chosen.size > 0) onSubmit({ type: "removeTags", repository: ask.repository, tags: tags.filter((tag) => chosen.has(tag)) });
  };
  const toggle = (tag: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(tag);
    else next.delete(tag);
    setChosen(next);
  };
  return (
    <Frame
      title={t("changes.removeTitle")}
      verb={t("changes.removeTagsVerb", { count: Math.max(1, chosen.size) })}
      tone="loss"
      width="narrow"
      disabledReason={chosen.size === 0 ? t("changes.removeNone") : undefined}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t("changes.removeExplained")}</p>
      <div role="group" aria-label={t("changes.whichTags")} className={styles["choices"]}>
        <Checkbox
          isSelected={chosen.size === tags.length}
          isIndeterminate={chosen.size > 0 && chosen.size < tags.length}
          onChange={(isAll) => setChosen(new Set(isAll ? tags : []))}
        >
          {t("changes.removeAll", { count: tags.length })}
        </Checkbox>
        {tags.map((tag) => (
          <Checkbox key={tag} isSelected={chosen.has(tag)} onChange={(isChosen) => toggle(tag, isChosen)}>
            {visibleText(tag)}
          </Checkbox>
        ))}
      </div>
    </Frame>
  );
}

const offered = 8;

function MoveForm({ ask, onSubmit, onClose }: FormProps<TagsAsk>): ReactNode {
  const { t } = useMessages();
  const { connection, repository } = ask;
  const [tag, setTag] = useState(ask.tags[0] ?? "");
  const [text, setText] = useState("");
  const [target, setTarget] = useState("");
  const matches = useAsk(
    "list_images",
    {
      connection,
      repository,
      grouping: "digest",
      sort: { column: "tag", descending: true },
      filter: { text: text.trim(), platform: null, kind: null, date: "created", newerThanDays: null, olderThanDays: null, severity: null, storage: null },
      offset: 0,
      // The image that has the tag now is no target: one more is asked for.
      limit: offered + 1,
    },
    { placeholder: (previous) => previous },
  );
  const rows = (matches.data?.rows ?? []).filter((row) => row.digest !== null && !row.tags.includes(tag)).slice(0, offered);
  const chosen = rows.find((row) => row.digest === target) ?? (rows.length === 1 ? rows[0] : undefined);
  const submit = (): void => {
    if (chosen?.digest && tag !== "") onSubmit({ type: "moveTag", repository, tag, digest: chosen.digest });
  };
  return (
    <Frame
      title={t("changes.moveTitle", { tag: visibleText(tag) })}
      verb={t("changes.moveTagVerb")}
      disabledReason={chosen ? undefined : t("changes.moveNone")}
      onSubmit={submit}
      onClose={onClose}
    >
      <WhichTag ask={ask} tag={tag} onChange={setTag} />
      <TextField
        label={t("changes.moveTarget")}
        description={t("changes.moveTargetExplained")}
        value={text}
        onChange={setText}
        onSubmit={submit}
        mono
        autoFocus
        kind="search"
      />
      {rows.length > 0 ? (
        <div className={styles["choices"]}>
          <RadioGroup label={t("changes.matches")} value={chosen?.digest ?? ""} onChange={setTarget} choices={rows.map(choiceOf)} />
        </div>
      ) : (
        <p className={styles["none"]}>{matches.isPending ? t("common.loading") : t("changes.noMatch")}</p>
      )}
    </Frame>
  );
}

function choiceOf(row: ImageRow): Choice<string> {
  const digest = row.digest ?? "";
  const tags = row.tags.slice(0, 6).map((tag) => visibleText(tag));
  return { value: digest, label: tags.length > 0 ? tags.join(", ") : shortenDigest(digest), description: shortenDigest(digest, 16) };
}
