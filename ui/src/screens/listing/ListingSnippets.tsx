// Pieces of files that use the chosen tag, ready to paste.

import type { ReactNode } from "react";
import type { SnippetKind, UseSnippet } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { Code } from "~/parts/RegistryMarkup";
import styles from "./ListingScreen.module.css";

const names: Readonly<Record<SnippetKind, PlainKey>> = {
  dockerfile: "listing.dockerfile",
  compose: "listing.compose",
  kubernetes: "listing.kubernetes",
  ecsTask: "listing.ecsTask",
  elasticBeanstalk: "listing.elasticBeanstalk",
  lambda: "listing.lambda",
  helm: "listing.helm",
};

export function ListingSnippets({ snippets }: { snippets: readonly UseSnippet[] }): ReactNode {
  const { t } = useMessages();
  if (snippets.length === 0) return <p className={styles["silent"]}>{t("listing.noSnippets")}</p>;
  return (
    <div className={styles["snippets"]}>
      {snippets.map((snippet) => {
        const name = t(names[snippet.place]);
        return (
          <section key={`${snippet.place} ${snippet.fileName}`} aria-label={name} className={styles["snippet"]}>
            <div className={styles["snippetHead"]}>
              <h2>{name}</h2>
              {snippet.fileName !== name && <code>{visibleText(snippet.fileName)}</code>}
            </div>
            <Code text={visibleText(snippet.text, true)} copyLabel={t("listing.copySnippet", { name })} />
          </section>
        );
      })}
    </div>
  );
}
