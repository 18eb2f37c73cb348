// One size and stroke for every icon. Which icon means what is the caller's.
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export interface IconProps {
  icon: LucideIcon;
  /** Only where the icon alone carries the meaning; otherwise the words beside it do. */
  label?: string;
  size?: number;
  className?: string | undefined;
}

export function Icon({ icon: Drawing, label, size = 16, className }: IconProps): ReactNode {
  const said = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return <Drawing size={size} strokeWidth={1.6} className={className} {...said} style={{ flex: "none" }} />;
}
