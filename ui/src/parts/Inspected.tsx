// What the inspector says of the thing that is selected: its name, what can be done, its facts.

import type { ReactNode } from "react";
import { visibleText } from "~/lib/visible_text";
import styles from "./Inspected.module.css";

export interface InspectedProps {
  title: string;
  subtitle?: ReactNode;
  /** Buttons under the name. */
  actions?: ReactNode;
  children: ReactNode;
}

export function Inspected({ title, subtitle, actions, children }: InspectedProps): ReactNode {
  return (
    <div className={styles["inspected"]}>
      <div className={styles["head"]}>
        <h2 data-selectable>
          <bdi>{visibleText(title)}</bdi>
        </h2>
        {subtitle}
      </div>
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
      {children}
    </div>
  );
}

/** A part of it under a heading. */
export function InspectedSection({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section aria-label={title} className={styles["section"]}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export interface FactProps {
  name: string;
  children: ReactNode;
}

/** Names and values in two columns; holds `Fact`s. */
export function Facts({ children }: { children: ReactNode }): ReactNode {
  return <dl className={styles["facts"]}>{children}</dl>;
}

export function Fact({ name, children }: FactProps): ReactNode {
  return (
    <div className={styles["fact"]}>
      <dt>{name}</dt>
      <dd data-selectable>{children}</dd>
    </div>
  );
}
