// Gallery packs: what the gallery knows in one file, written and read.
import { FileDown, FileUp } from "lucide-react";
import { useRef, useState } from "react";
import type { ReactNode } from "react";
import type { Failure, Job } from "~/bridge/generated/contract";
import { useDraggedFile } from "~/bridge/dragged_files";
import { useAct, useEvents } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { RadioGroup } from "~/kit/Checkbox";
import { CopyButton } from "~/kit/Notice";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { JobLine } from "~/parts/JobLine";
import { wasStopped } from "~/parts/job_end";
import { PackFile } from "./PackFile";
import { PackText } from "./PackText";
import styles from "./sources.module.css";

/** A pack that is written or read, from the press on. */
interface Work {
  job: string;
  path: string;
  listings: number;
  /** The last that was told of it. */
  last: Job | undefined;
  isOver: boolean;
  failure: Failure | null;
}

/** The work begun here, until the next begins. */
function useWork(): [Work | undefined, (work: Pick<Work, "job" | "path" | "listings">) => void] {
  const [work, setWork] = useState<Work>();
  // One that is refused at once has ended before the window knows that it began.
  const ended = useRef(new Map<string, Failure | null>());
  useEvents((event) => {
    if (event.type === "jobEnded") ended.current.set(event.job, event.failure);
    if (event.type === "jobProgress") setWork((before) => (before?.job === event.job.id ? { ...before, last: event.job } : before));
    if (event.type === "jobEnded") setWork((before) => (before?.job === event.job ? { ...before, isOver: true, failure: event.failure } : before));
  });
  const begin = (begun: Pick<Work, "job" | "path" | "listings">): void => {
    const isOver = ended.current.has(begun.job);
    setWork({ ...begun, last: undefined, isOver, failure: ended.current.get(begun.job) ?? null });
  };
  return [work, begin];
}

function WorkLine({ work, doing, done }: { work: Work; doing: string; done: string }): ReactNode {
  const { t } = useMessages();
  if (work.failure) return <FailureNotice failure={work.failure} />;
  if (!work.isOver) {
    return (
      <div role="status">
        <p className={styles["path"]}>{doing}</p>
        <JobLine label={doing} job={work.last} />
      </div>
    );
  }
  if (wasStopped(work.last)) {
    return (
      <p role="status" className={styles["path"]}>
        {t("sources.stopped")}
      </p>
    );
  }
  return (
    <p role="status" className={styles["path"]}>
      {done}
      <CopyButton text={work.path} label={t("sources.copyPath")} />
    </p>
  );
}

type What = "all" | "search";

function Export({ listings }: { listings: number }): ReactNode {
  const { t } = useMessages();
  const [what, setWhat] = useState<What>("all");
  const [text, setText] = useState("");
  const [{ path, replaces }, setFile] = useState({ path: "", replaces: false });
  const [work, begin] = useWork();
  const act = useAct("export_pack");
  const isBusy = act.isPending || (work !== undefined && !work.isOver);
  const start = (): void => {
    act.mutate({ text: what === "all" ? "" : text.trim(), path: path.trim() === "" ? null : path.trim(), replaces }, { onSuccess: begin });
  };
  return (
    <section aria-label={t("sources.export")} className={styles["pack"]}>
      <h3>{t("sources.export")}</h3>
      <RadioGroup<What>
        label={t("sources.exportWhat")}
        value={what}
        onChange={setWhat}
        choices={[
          { value: "all", label: t("sources.exportAll", { count: listings }) },
          { value: "search", label: t("sources.exportSearch") },
        ]}
      />
      {what === "search" && <PackText text={text} onTextChange={setText} />}
      <PackFile
        label={t("sources.exportPath")}
        description={t("sources.exportPathHelp")}
        path={path}
        onPathChange={(chosen, isChosen) => setFile({ path: chosen, replaces: isChosen })}
        choose={t("sources.exportChoose")}
        nameOn={(day) => t("sources.exportName", { day })}
      />
      <div>
        <Button icon={FileDown} isPending={isBusy} onPress={start}>
          {t("sources.exportAct")}
        </Button>
      </div>
      {act.error && <FailureNotice failure={act.error.failure} />}
      {work && (
        <WorkLine
          work={work}
          doing={t("sources.exporting", { count: work.listings, path: visibleText(work.path) })}
          done={t("sources.exported", { path: visibleText(work.path) })}
        />
      )}
    </section>
  );
}

function Import(): ReactNode {
  const { t } = useMessages();
  const [path, setPath] = useState("");
  const [work, begin] = useWork();
  const act = useAct("import_pack");
  const isBusy = act.isPending || (work !== undefined && !work.isOver);
  const chosen = path.trim();
  const button = useRef<HTMLButtonElement>(null);
  const isOver = useDraggedFile((dropped) => {
    setPath(dropped);
    button.current?.focus();
  });
  const start = (): void => {
    if (chosen !== "" && !isBusy) act.mutate({ path: chosen }, { onSuccess: (job) => begin({ job, path: chosen, listings: 0 }) });
  };
  return (
    <section aria-label={t("sources.import")} className={classNames(styles["pack"], isOver && styles["target"])}>
      <h3>{t("sources.import")}</h3>
      <PackFile
        label={t("sources.importPath")}
        description={isOver ? t("sources.importDrop") : t("sources.importPathHelp")}
        path={path}
        onPathChange={(chosen) => setPath(chosen)}
        onSubmit={start}
        choose={t("sources.importChoose")}
      />
      <div>
        <Button ref={button} icon={FileUp} isPending={isBusy} disabledReason={chosen === "" ? t("sources.importNone") : undefined} onPress={start}>
          {t("sources.importAct")}
        </Button>
      </div>
      {act.error && <FailureNotice failure={act.error.failure} />}
      {work && (
        <WorkLine work={work} doing={t("sources.importing", { path: visibleText(work.path) })} done={t("sources.imported", { path: visibleText(work.path) })} />
      )}
    </section>
  );
}

export function Packs({ listings }: { listings: number }): ReactNode {
  const { t } = useMessages();
  return (
    <section aria-label={t("sources.packs")} className={styles["section"]}>
      <h2>{t("sources.packs")}</h2>
      <p className={styles["note"]}>{t("sources.packsText")}</p>
      <div className={styles["packs"]}>
        <Export listings={listings} />
        <Import />
      </div>
    </section>
  );
}
