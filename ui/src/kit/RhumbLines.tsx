// The thin lines of a portolan chart, from a few wind roses to everywhere. Only for welcome and empty screens.
import type { ReactNode } from "react";
import styles from "./Notice.module.css";

const roses = [
  { x: 210, y: 190 },
  { x: 840, y: 420 },
  { x: 520, y: 690 },
];
const winds = Array.from({ length: 16 }, (_, wind) => (wind * Math.PI) / 16);
const reach = 1600;

export function RhumbLines(): ReactNode {
  return (
    <svg className={styles["rhumbs"]} viewBox="0 0 1000 800" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {roses.map(({ x, y }) => (
        <g key={`${String(x)} ${String(y)}`}>
          {winds.map((angle, wind) => (
            <line
              key={angle}
              x1={x - Math.cos(angle) * reach}
              y1={y - Math.sin(angle) * reach}
              x2={x + Math.cos(angle) * reach}
              y2={y + Math.sin(angle) * reach}
              strokeWidth={wind % 4 === 0 ? 0.8 : 0.4}
              strokeDasharray={wind % 2 === 1 ? "1 5" : undefined}
            />
          ))}
          <circle cx={x} cy={y} r={26} />
          <circle cx={x} cy={y} r={4} />
        </g>
      ))}
    </svg>
  );
}
