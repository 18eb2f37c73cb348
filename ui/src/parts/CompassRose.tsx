// The mark of the program, drawn in the colours of the chart.
import type { ReactNode } from "react";

const points = [0, 90, 180, 270];

export function CompassRose({ size }: { size: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="-60 -60 120 120" aria-hidden="true" style={{ flex: "none" }}>
      <circle r="36" fill="none" stroke="var(--rhumb)" strokeWidth="2.5" />
      {points.map((angle) => (
        <g key={angle} transform={`rotate(${String(angle)})`}>
          <path d="M26 -26L0 0L9 0z" fill="var(--rhumb)" />
          <path d="M26 -26L0 0L0 -9z" fill="var(--rhumb)" opacity="0.55" />
          <path d="M0 -54L0 0L-10 -10z" fill="var(--brass)" />
          <path d="M0 -54L0 0L10 -10z" fill="var(--brass)" opacity="0.62" />
        </g>
      ))}
      <circle r="4.5" fill="var(--sheet)" stroke="var(--brass)" strokeWidth="2" />
    </svg>
  );
}
