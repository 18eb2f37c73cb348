// The history of an image as the steps of its build, with the bytes each step added.

import { useState } from "react";
import type { ReactNode } from "react";
import type { BuildStep } from "~/bridge/generated/contract";
import { classNames } from "~/lib/class_names";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import styles from "./BuildSteps.module.css";
import { Capped } from "./Capped";
import { Age, Bytes } from "./Known";
import { RegistryText } from "./RegistryText";

const longText = 220;

/** Each step in order; the bar is the step's share of the largest one. */
export function BuildSteps({ steps }: { steps: readonly BuildStep[] }): ReactNode {
  const { t } = useMessages();
  const largest = steps.reduce((most, step) => Math.max(most, step.size ?? 0), 0);
  return (
    <Capped items={steps} room={200}>
      {(shown) => (
        <ol className={styles["steps"]} aria-label={t("image.steps")}>
          {shown.map((step, index) => (
            <Step key={index} step={step} number={index + 1} largest={largest} />
          ))}
        </ol>
      )}
    </Capped>
  );
}

/** What the config says of the step, word for word. */
function exactText({ createdBy, comment }: BuildStep): string {
  return comment === null || comment === "" ? createdBy : `${createdBy}\n${comment}`;
}

function Step({ step, number, largest }: { step: BuildStep; number: number; largest: number }): ReactNode {
  const { t, format } = useMessages();
  const [whole, setWhole] = useState(false);
  const madeLayer = step.layer !== null;
  const isLong = step.arguments.length > longText || step.arguments.split("\n").length > 3;
  return (
    <li className={classNames(styles["step"], !madeLayer && styles["empty"])}>
      <span className={styles["number"]} aria-hidden="true">
        {format.number(number)}
      </span>
      <span className={styles["instruction"]}>
        <RegistryText text={step.instruction} />
      </span>
      <div className={styles["text"]} title={visibleText(exactText(step), true)} data-selectable>
        <RegistryText text={step.arguments} lines className={classNames(styles["arguments"], isLong && !whole && styles["folded"])} />
        {isLong && (
          <button type="button" className={styles["fold"]} aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? t("image.showLess") : t("image.showAll")}
          </button>
        )}
      </div>
      <span className={styles["when"]}>{step.created !== null && <Age time={step.created} />}</span>
      <span className={styles["size"]}>
        {madeLayer ? <Bytes value={step.size} /> : <span className={styles["none"]}>{t("image.noLayer")}</span>}
      </span>
      <span aria-hidden="true">
        {step.size !== null && largest > 0 && (
          <span className={styles["bar"]}>
            <span style={{ width: `${String((step.size / largest) * 100)}%` }} />
          </span>
        )}
      </span>
    </li>
  );
}
