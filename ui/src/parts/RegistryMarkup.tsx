// Draws texts that strangers wrote in Markdown and Rust made into sanitised HTML. No HTML is given to the page: it
// is read into a tree of a few allowed elements (lib/markup.ts), and the tree is drawn.

import { createElement, useMemo } from "react";
import type { ReactNode } from "react";
import { CopyButton } from "~/kit/Notice";
import { classNames } from "~/lib/class_names";
import { readMarkup, textOf } from "~/lib/markup";
import type { MarkupNode } from "~/lib/markup";
import { useMessages } from "~/messages/Messages";
import { OutsideLink } from "./OutsideLink";
import styles from "./RegistryMarkup.module.css";

export interface RegistryMarkupProps {
  html: string;
}

/** The page that shows a text has the levels above. */
const firstHeading = 3;

export function RegistryMarkup({ html }: RegistryMarkupProps): ReactNode {
  const nodes = useMemo(() => readMarkup(html), [html]);
  return (
    <div data-selectable className={styles["text"]}>
      <Nodes nodes={nodes} />
    </div>
  );
}

function Nodes({ nodes }: { nodes: readonly MarkupNode[] }): ReactNode {
  return nodes.map((node, index) => (node.type === "text" ? node.text : <Drawn key={index} node={node} />));
}

function Drawn({ node }: { node: Exclude<MarkupNode, { type: "text" }> }): ReactNode {
  const { t } = useMessages();
  if (node.type === "link") {
    return (
      <OutsideLink url={node.url}>
        <Nodes nodes={node.children} />
      </OutsideLink>
    );
  }
  if (node.type === "heading") {
    const tag = `h${String(Math.max(firstHeading, node.level))}`;
    return createElement(tag, { className: styles[tag] }, <Nodes nodes={node.children} />);
  }
  if (node.tag === "pre") return <Code text={textOf(node.children)} />;
  const children = node.children.length === 0 ? undefined : <Nodes nodes={node.children} />;
  if (node.tag === "table") {
    return (
      // A scrolled table must take the focus, or the keyboard cannot scroll it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      <div role="region" aria-label={t("listing.table")} tabIndex={0} className={styles["wide"]}>
        <table>{children}</table>
      </div>
    );
  }
  return createElement(
    node.tag,
    {
      className: node.align === undefined ? undefined : styles[node.align],
      start: node.start,
    },
    children,
  );
}

export interface CodeProps {
  text: string;
  /** What is copied; "Copy code" without. */
  copyLabel?: string;
  /** Keeps lines whole and scrolls, as files are read; otherwise they wrap. */
  isFile?: boolean;
}

/** A piece of code with the button that copies it. */
export function Code({ text, copyLabel, isFile = true }: CodeProps): ReactNode {
  const { t } = useMessages();
  const trimmed = text.replace(/\n+$/, "");
  return (
    <div className={styles["code"]}>
      {/* A scrolled text must take the focus, or the keyboard cannot scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} role="region" aria-label={t("listing.code")} className={classNames(!isFile && styles["wraps"])}>
        <code>{trimmed}</code>
      </pre>
      <span className={styles["copy"]}>
        <CopyButton text={trimmed} label={copyLabel ?? t("listing.copyCode")} />
      </span>
    </div>
  );
}
