// Names and their values: labels, annotations, environment. Values keep their lines and can be selected.

import type { ReactNode } from "react";
import type { Pair } from "~/bridge/generated/contract";
import { Capped } from "./Capped";
import styles from "./PairTable.module.css";
import { RegistryText } from "./RegistryText";

export interface PairTableProps {
  label: string;
  pairs: readonly Pair[];
}

/** A table of two columns; the name is the head of its row. */
export function PairTable({ label, pairs }: PairTableProps): ReactNode {
  return (
    <Capped items={pairs} room={100}>
      {(shown) => (
        <div className={styles["room"]}>
          <table className={styles["table"]} aria-label={label}>
            <tbody>
              {shown.map((pair, index) => (
                // A hostile config can give one name twice, so the place is the key.
                <tr key={index}>
                  <th scope="row">
                    <RegistryText text={pair.name} />
                  </th>
                  <td data-selectable>
                    <RegistryText text={pair.value} lines />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Capped>
  );
}
