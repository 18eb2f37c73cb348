// What a lifecycle policy means: how many images go, and for each the rule that takes it or the reason it stays.
import type { ReactNode } from "react";
import type { LifecyclePreview, LifecycleVerdict } from "~/bridge/generated/contract";
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { Age } from "~/parts/Known";
import { DigestLabel } from "~/parts/DigestLabel";
import styles from "./amazon.module.css";

function wordsOf(verdict: LifecycleVerdict, { t }: Pick<Messages, "t">): string {
  switch (verdict.type) {
    case "taken":
      return t(verdict.archive ? "ecr.willArchive" : "ecr.willExpire", { rule: verdict.rule });
    case "follows":
      return t(verdict.archive ? "ecr.followsArchive" : "ecr.followsExpire", { rule: verdict.rule, subject: shortenDigest(verdict.subject) });
    case "kept":
      return t("ecr.kept", { rule: verdict.rule, place: verdict.place, keeps: verdict.keeps });
    case "tooYoung":
      return t("ecr.tooYoung", { rule: verdict.rule, days: verdict.days });
    case "shielded":
      return t("ecr.shielded", { by: verdict.by, from: verdict.from });
    case "childOf":
      return t("ecr.childOf", { index: shortenDigest(verdict.index) });
    case "followsSubject":
      return t("ecr.followsSubject", { subject: shortenDigest(verdict.subject) });
    case "restoring":
      return t("ecr.restoring");
    case "timeUnknown":
      return t("ecr.timeUnknown", { rule: verdict.rule });
    case "noRule":
      return t("ecr.noRule");
  }
}

export function LifecycleImages({ preview }: { preview: LifecyclePreview }): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const all = preview.expire + preview.archive + preview.stay;
  return (
    <section aria-label={t("ecr.preview")} className={styles["section"]}>
      <h2>{t("ecr.preview")}</h2>
      <p role="status" className={styles["totals"]}>
        <strong className={preview.expire > 0 ? styles["goes"] : undefined}>{t("ecr.totalExpire", { count: preview.expire })}</strong>
        <span>{t("ecr.totalArchive", { count: preview.archive })}</span>
        <span>{t("ecr.totalStay", { count: preview.stay })}</span>
      </p>
      <div className={styles["tableFrame"]}>
        <table className={styles["table"]}>
          <thead>
            <tr>
              <th scope="col">{t("repository.tags")}</th>
              <th scope="col">{t("repository.digest")}</th>
              <th scope="col">{t("repository.pushed")}</th>
              <th scope="col">{t("ecr.outcome")}</th>
            </tr>
          </thead>
          <tbody>
            {preview.images.map((image) => {
              const goes = image.verdict.type === "taken" || image.verdict.type === "follows";
              return (
                <tr key={image.digest}>
                  <td>{image.tags.length === 0 ? <em>{t("repository.untagged")}</em> : visibleText(format.list(image.tags.slice(0, 4)))}</td>
                  <td>
                    <DigestLabel digest={image.digest} brief />
                  </td>
                  <td>
                    <Age time={image.pushed} />
                  </td>
                  <td className={goes ? styles["goes"] : undefined}>{wordsOf(image.verdict, messages)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {preview.images.length < all ? <p className={styles["help"]}>{t("ecr.shownOf", { shown: preview.images.length, all })}</p> : null}
    </section>
  );
}
