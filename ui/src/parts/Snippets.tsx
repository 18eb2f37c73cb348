// Pieces of files and commands, ready to paste, by the place that they belong into.

import type { ReactNode } from "react";
import type { SnippetKind, SnippetNote, UseSnippet } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { Code } from "./RegistryMarkup";
import styles from "./Snippets.module.css";

const names: Readonly<Record<SnippetKind, PlainKey>> = {
  dockerfile: "snippets.dockerfile",
  compose: "snippets.compose",
  kubernetes: "snippets.kubernetes",
  helm: "snippets.helm",
  ecsTask: "snippets.ecsTask",
  fargate: "snippets.fargate",
  lambda: "snippets.lambda",
  appRunner: "snippets.appRunner",
  elasticBeanstalk: "snippets.elasticBeanstalk",
  githubActions: "snippets.githubActions",
  gitlabCi: "snippets.gitlabCi",
  terraform: "snippets.terraform",
  cloudFormation: "snippets.cloudFormation",
};

const notes: Readonly<Record<SnippetNote, PlainKey>> = {
  nodeRole: "snippets.nodeRole",
  pullSecret: "snippets.pullSecret",
  onlyHere: "snippets.onlyHere",
  chartValues: "snippets.chartValues",
  executionRole: "snippets.executionRole",
  registrySecret: "snippets.registrySecret",
  sameRegion: "snippets.sameRegion",
  copiedFirst: "snippets.copiedFirst",
  accessRole: "snippets.accessRole",
  instanceProfile: "snippets.instanceProfile",
  signInFile: "snippets.signInFile",
  pipelineRole: "snippets.pipelineRole",
  pipelineSecrets: "snippets.pipelineSecrets",
};

/** The pieces of each place, in the order of their first. */
export function byPlace(snippets: readonly UseSnippet[]): (readonly [SnippetKind, readonly UseSnippet[]])[] {
  const places = [...new Set(snippets.map((snippet) => snippet.place))];
  return places.map((place) => [place, snippets.filter((snippet) => snippet.place === place)]);
}

export function Snippets({ snippets }: { snippets: readonly UseSnippet[] }): ReactNode {
  const { t } = useMessages();
  if (snippets.length === 0) return <p className={styles["none"]}>{t("snippets.none")}</p>;
  return (
    <div className={styles["snippets"]}>
      {byPlace(snippets).map(([place, pieces]) => {
        const name = t(names[place]);
        return (
          <section key={place} aria-label={name} className={styles["place"]}>
            <h2>{name}</h2>
            {pieces.map((piece) => (
              <Piece key={piece.fileName} piece={piece} name={name} isOnly={pieces.length === 1} />
            ))}
          </section>
        );
      })}
    </div>
  );
}

function Piece({ piece, name, isOnly }: { piece: UseSnippet; name: string; isOnly: boolean }): ReactNode {
  const { t } = useMessages();
  const file = visibleText(piece.fileName);
  return (
    <div className={styles["piece"]}>
      {piece.fileName !== name && <code className={styles["file"]}>{file}</code>}
      <Code text={visibleText(piece.text, true)} copyLabel={isOnly ? t("snippets.copy", { name }) : t("snippets.copyFile", { name, file })} />
      {piece.note !== null && <p className={styles["note"]}>{t(notes[piece.note])}</p>}
    </div>
  );
}
