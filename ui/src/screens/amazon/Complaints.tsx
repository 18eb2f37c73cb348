// What is wrong with a document: each member by its path, and what to do.
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "~/kit/Icon";
import styles from "./amazon.module.css";

export interface Complaint {
  /** Where: a JSON path, or what else names the place. Empty: everywhere. */
  place: string;
  words: string;
}

export interface ComplaintsProps {
  label: string;
  complaints: readonly Complaint[];
  /** Nothing is refused for it. */
  isDoubt?: boolean;
}

export function Complaints({ label, complaints, isDoubt = false }: ComplaintsProps): ReactNode {
  if (complaints.length === 0) return null;
  return (
    <ul aria-label={label} className={isDoubt ? styles["doubts"] : styles["complaints"]}>
      {complaints.map(({ place, words }) => (
        <li key={`${place} ${words}`}>
          <Icon icon={TriangleAlert} size={13} />
          <span>
            {place === "" ? null : <code>{place}</code>} {words}
          </span>
        </li>
      ))}
    </ul>
  );
}
