// What Podman would pull for the name that is typed.
import { ArrowRight, CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { ShortNameCandidate, ShortNameMeaning } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Icon } from "~/kit/Icon";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { nameProblems } from "./short_name_words";
import styles from "./short_names.module.css";

export function MeaningLine({ text }: { text: string }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const wanted = text.trim();
  const answer = useAsk("resolve_short_name", { text: wanted }, { enabled: wanted !== "", always: true, placeholder: (previous) => previous });
  if (wanted === "" || !answer.data) return null;
  const meaning = answer.data;
  const candidates = candidatesOf(meaning);
  const fails = candidates.length === 0;
  return (
    <section aria-label={t("shortNames.meaning")} aria-live="polite" className={styles["meaning"]}>
      <Icon icon={fails ? CircleAlert : ArrowRight} size={15} className={styles[fails ? "fails" : "arrow"]} />
      <div className={styles["meaningWords"]}>
        {!fails && <p>{t("shortNames.means", { text: visibleText(wanted) })}</p>}
        {candidates.length > 0 && (
          <ol className={styles["candidates"]}>
            {candidates.map((candidate) => (
              <Candidate key={candidate.reference} candidate={candidate} />
            ))}
          </ol>
        )}
        <p className={styles["why"]}>{sayWhy(meaning, wanted, messages)}</p>
      </div>
    </section>
  );
}

function Candidate({ candidate }: { candidate: ShortNameCandidate }): ReactNode {
  const { t, format } = useMessages();
  const { reference, blocked, fetchedFrom } = candidate;
  return (
    <li data-selectable>
      <code>{visibleText(reference)}</code>
      {blocked && <span className={styles["fails"]}>{` ${t("shortNames.blocked")}`}</span>}
      {fetchedFrom.length > 0 && (
        <span className={styles["why"]}>{` ${t("shortNames.fetchedFrom", { places: format.list(fetchedFrom.map((place) => visibleText(place))) })}`}</span>
      )}
    </li>
  );
}

function candidatesOf(meaning: ShortNameMeaning): readonly ShortNameCandidate[] {
  switch (meaning.type) {
    case "qualified":
    case "alias":
      return [meaning.candidate];
    case "search":
      return meaning.candidates;
    case "nothing":
    case "broken":
    case "invalid":
      return [];
  }
}

function sayWhy(meaning: ShortNameMeaning, text: string, { t }: Pick<Messages, "t">): string {
  switch (meaning.type) {
    case "qualified":
      return t("shortNames.qualified");
    case "alias":
      return t("shortNames.from", { file: visibleText(meaning.file) });
    case "search":
      if (meaning.candidates.length === 1) return t("shortNames.searchOne");
      if (meaning.mode === "disabled") return t("shortNames.searchTries");
      return t(meaning.mode === "enforcing" ? "shortNames.searchFails" : "shortNames.searchAsks");
    case "nothing":
      return t("shortNames.nothing", { text: visibleText(text) });
    case "broken":
      return t("shortNames.broken", { text: visibleText(text), file: visibleText(meaning.file) });
    case "invalid":
      return t(nameProblems[meaning.problem]);
  }
}
