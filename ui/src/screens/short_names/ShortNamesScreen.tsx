// The Short names screen: every short name of every file, what counts, and one's own changed.
import { Plus, Signpost } from "lucide-react";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { ShortName, ShortNames } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { ContextMenu } from "~/kit/Menu";
import type { MenuEntries, Point } from "~/kit/Menu";
import { EmptyState, ErrorNotice, Notice, Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { VirtualGrid } from "~/kit/VirtualGrid";
import type { GridColumn } from "~/kit/VirtualGrid";
import { startPosition } from "~/kit/grid_position";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { ScreenFrame } from "~/parts/ScreenFrame";
import { useAddressState } from "~/places/search";
import { MeaningLine } from "./MeaningLine";
import { ShortNameForm } from "./ShortNameForm";
import type { FormStart } from "./ShortNameForm";
import { ShortNameInspector } from "./ShortNameInspector";
import type { ShortNameActions } from "./ShortNameInspector";
import { fileName, matchesText, sayFileProblem, sayState, sayTarget } from "./short_name_words";
import styles from "./short_names.module.css";
import { useShortNameDeeds } from "./use_short_name_deeds";

function columnsFor(messages: Messages): GridColumn<ShortName>[] {
  const { t } = messages;
  return [
    {
      id: "name",
      label: t("shortNames.columnName"),
      width: 120,
      grow: 2,
      cell: ({ name }) => <strong className={styles["name"]}>{visibleText(name)}</strong>,
    },
    {
      id: "target",
      label: t("shortNames.columnTarget"),
      width: 160,
      grow: 3,
      cell: (alias) =>
        alias.target === null ? <span className={styles["why"]}>{sayTarget(alias, messages)}</span> : <code title={visibleText(alias.target)}>{visibleText(alias.target)}</code>,
    },
    {
      id: "state",
      label: t("shortNames.columnState"),
      width: 142,
      grow: 1,
      cell: (alias) => (
        <span className={styles["state"]} title={alias.shadowedBy === null ? undefined : t("shortNames.shadowedBy", { file: visibleText(alias.shadowedBy) })}>
          {sayState(alias, messages)}
        </span>
      ),
    },
    {
      id: "file",
      label: t("shortNames.columnFile"),
      width: 110,
      grow: 2,
      cell: ({ file }) => (
        <code className={styles["path"]} title={visibleText(file)}>
          {visibleText(fileName(file))}
        </code>
      ),
    },
  ];
}

export function ShortNamesScreen(): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const { data, error, refetch } = useAsk("list_short_names", {}, { always: true });
  const [text, setText] = useAddressState("text");
  const [form, setForm] = useState<FormStart>();
  const [place, setPlace] = useState(startPosition);
  const deeds = useShortNameDeeds();
  const rows = useMemo(() => (data?.aliases ?? []).filter((alias) => matchesText(alias, text)), [data, text]);
  const selected = place.active === undefined ? undefined : rows[place.active];
  const frozen = data && !data.ownFileIsRead ? t("shortNames.notRead", { file: visibleText(data.ownFile) }) : undefined;
  const actions: ShortNameActions = {
    change: ({ name, target }) => setForm({ name, target: target ?? "", isChange: true }),
    remove: ({ name, file }) => deeds.changeAndTell({ type: "remove", name, file }),
    switchOff: ({ name }) => deeds.changeAndTell({ type: "switchOff", name }),
    frozen,
  };

  return (
    <ScreenFrame
      title={t("shortNames.title")}
      subtitle={data && data.podman !== null ? t("shortNames.subtitlePodman", { version: data.podman }) : t("shortNames.subtitle")}
      actions={
        <Button icon={Plus} tone="primary" onPress={() => setForm({ name: "", target: "", isChange: false })} disabledReason={frozen}>
          {t("shortNames.add")}
        </Button>
      }
      toolbar={
        <div className={styles["try"]}>
          <TextField
            label={t("shortNames.try")}
            hideLabel
            placeholder={t("shortNames.try")}
            kind="search"
            mono
            value={text}
            onChange={(next) => {
              setText(next);
              setPlace(startPosition);
            }}
          />
        </div>
      }
      notices={
        <>
          {error && <FailureNotice failure={error.failure} shape="bar" onRetry={() => void refetch()} />}
          {data && <FileProblems known={data} />}
          {frozen !== undefined && <Notice>{frozen}</Notice>}
          <MeaningLine text={text} />
        </>
      }
      inspector={data ? <ShortNameInspector known={data} selected={selected} actions={actions} /> : undefined}
    >
      {data ? (
        <NameGrid rows={rows} text={text} hasAny={data.aliases.length > 0} place={place} onPlaceChange={setPlace} actions={actions} />
      ) : error ? null : (
        <Skeleton label={t("common.loading")} />
      )}
      {form && <ShortNameForm start={form} onSubmit={deeds.change} onClose={() => setForm(undefined)} />}
    </ScreenFrame>
  );
}

function FileProblems({ known }: { known: ShortNames }): ReactNode {
  const messages = useMessages();
  return known.files.flatMap(({ path, problem }) =>
    problem
      ? [
          <ErrorNotice
            key={path}
            shape="bar"
            title={messages.t("shortNames.damaged", { file: visibleText(path) })}
            reason={sayFileProblem(problem, messages)}
          />,
        ]
      : [],
  );
}

interface NameGridProps {
  rows: readonly ShortName[];
  text: string;
  hasAny: boolean;
  place: typeof startPosition;
  onPlaceChange: (place: typeof startPosition) => void;
  actions: ShortNameActions;
}

function NameGrid({ rows, text, hasAny, place, onPlaceChange, actions }: NameGridProps): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const columns = useMemo(() => columnsFor(messages), [messages]);
  const [menu, setMenu] = useState<Point>();
  const selected = place.active === undefined ? undefined : rows[place.active];
  const isSystem = selected?.owner === "system";
  const entries: MenuEntries = selected
    ? [
        {
          id: "change",
          label: isSystem ? t("shortNames.override") : t("shortNames.change"),
          disabledReason: isSystem ? actions.frozen : undefined,
          run: () => actions.change(selected),
        },
        ...(isSystem ? [] : [{ id: "remove", label: t("shortNames.remove"), run: () => actions.remove(selected) }]),
        ...(isSystem && selected.shadowedBy === null
          ? [{ id: "switchOff", label: t("shortNames.switchOff"), disabledReason: actions.frozen, run: () => actions.switchOff(selected) }]
          : []),
      ]
    : [];
  return (
    <>
      <VirtualGrid
        label={t("shortNames.list")}
        columns={columns}
        count={rows.length}
        rowAt={(index) => rows[index]}
        selectionMode="single"
        position={place}
        onPositionChange={onPlaceChange}
        onOpen={(index) => {
          const row = rows[index];
          if (row && (row.owner !== "system" || actions.frozen === undefined)) actions.change(row);
        }}
        onDelete={() => {
          if (selected && !isSystem) actions.remove(selected);
        }}
        onContextMenu={(_, at) => setMenu(at)}
        toneOf={(alias) => (alias.shadowedBy === null ? undefined : "muted")}
        listKey={text}
        empty={
          hasAny ? (
            <EmptyState title={t("shortNames.noMatch")}>{t("shortNames.noMatchText", { text: visibleText(text) })}</EmptyState>
          ) : (
            <EmptyState icon={Signpost} title={t("shortNames.empty")}>
              {t("shortNames.emptyText")}
            </EmptyState>
          )
        }
      />
      <ContextMenu
        label={t("shortNames.about", { name: visibleText(selected?.name ?? "") })}
        at={entries.length > 0 ? menu : undefined}
        entries={entries}
        onClose={() => setMenu(undefined)}
      />
    </>
  );
}
