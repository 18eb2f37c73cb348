// Draws text that a registry sent: inert, isolated from the direction of its surroundings, nothing in it invisible.

import type { ReactNode } from "react";
import { visibleText } from "~/lib/visible_text";

export interface RegistryTextProps {
  text: string;
  /** Keeps line breaks and tabs. */
  lines?: boolean;
  className?: string | undefined;
  title?: string | undefined;
}

/** The text as it can be trusted to be seen. */
export function RegistryText({ text, lines = false, className, title }: RegistryTextProps): ReactNode {
  return (
    <bdi className={className} title={title} style={lines ? { whiteSpace: "pre-wrap" } : undefined}>
      {visibleText(text, lines)}
    </bdi>
  );
}
