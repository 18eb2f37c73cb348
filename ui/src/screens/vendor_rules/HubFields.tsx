// The fields of Docker Hub’s immutable tags, with what Docker Hub says each expression is for.
import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import type { ScopeAt, VendorRule } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Button, IconButton } from "~/kit/Button";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { useRested } from "../amazon/use_rested";
import styles from "./vendor_rules.module.css";

type HubImmutable = Extract<VendorRule, { type: "hubImmutable" }>;

/** Tags that are named; of more it is said how many there are. */
const named = 8;

export function HubFields({ at, rule, onChange }: { at: ScopeAt; rule: HubImmutable; onChange: (rule: HubImmutable) => void }): ReactNode {
  const { t } = useMessages();
  const { expressions } = rule;
  const choice = !rule.enabled ? "none" : expressions.length === 0 ? "all" : "some";
  const put = (next: readonly string[]): void => onChange({ ...rule, expressions: [...next] });
  return (
    <>
      <Select
        label={t("vendorRules.immutability")}
        value={choice}
        onChange={(value) => onChange({ ...rule, enabled: value !== "none", expressions: value === "some" ? [".*"] : [] })}
        choices={[
          { value: "none", label: t("vendorRules.tagsMayMove") },
          { value: "all", label: t("vendorRules.noTagMoves") },
          { value: "some", label: t("vendorRules.someDoNotMove") },
        ]}
      />
      {expressions.map((expression, place) => (
        <fieldset key={place} className={styles["group"]} aria-label={t("vendorRules.expressionNumber", { number: place + 1 })}>
          <div className={styles["sides"]}>
            <TextField label={t("vendorRules.expression")} value={expression} onChange={(text) => put(expressions.map((each, n) => (n === place ? text : each)))} mono />
            {expressions.length > 1 ? (
              <IconButton icon={X} label={t("vendorRules.removeExpression", { number: place + 1 })} onPress={() => put(expressions.filter((_, n) => n !== place))} />
            ) : null}
          </div>
          <Matching at={at} expression={expression} />
        </fieldset>
      ))}
      {rule.enabled && expressions.length > 0 ? (
        <div>
          <Button icon={Plus} tone="quiet" onPress={() => put([...expressions, ""])}>
            {t("vendorRules.addExpression")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** The tags of today that an expression is for, by Docker Hub itself. */
function Matching({ at, expression }: { at: ScopeAt; expression: string }): ReactNode {
  const { t } = useMessages();
  const rested = useRested(expression);
  const repository = at.scope.type === "repository" ? at.scope.repository : "";
  const asked = useAsk("list_matching_tags", { of: { connection: at.connection, repository }, expression: rested }, { enabled: repository !== "" && rested !== "" });
  const tags = asked.data;
  if (rested === "") return null;
  const shown = tags?.slice(0, named).map((tag) => visibleText(tag)).join(", ") ?? "";
  const words = asked.error
    ? t("vendorRules.matchingUnknown")
    : tags === undefined
      ? t("common.loading")
      : tags.length === 0
        ? t("vendorRules.matchesNone")
        : t("vendorRules.matchesTags", { count: tags.length, tags: tags.length > named ? `${shown}, …` : shown });
  return (
    <p role="status" className={styles["help"]}>
      {words}
    </p>
  );
}
