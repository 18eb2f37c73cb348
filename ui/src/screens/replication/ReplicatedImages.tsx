// How it stands with what a rule brings, image by image.
import { useDeferredValue, useState } from "react";
import type { ReactNode } from "react";
import { explainFailure } from "~/bridge/failures";
import type { KnownCopyRule, ReplicatedImage, ReplicatedState } from "~/bridge/generated/contract";
import { useAsk, useEveryConnection } from "~/bridge/queries";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { Age } from "~/parts/Known";
import table from "~/parts/Table.module.css";
import { addresses } from "~/places/addresses";
import { useOpen } from "~/places/open";
import { useAddressState } from "~/places/search";
import styles from "./replication.module.css";
import { nameOf } from "./rule_words";

/** Rows that are drawn. */
const limit = 200;

const stateNames: Readonly<Record<ReplicatedState, PlainKey>> = {
  done: "replication.stateDone",
  pending: "replication.statePending",
  failed: "replication.stateFailed",
};

export function ReplicatedImages({ rules }: { rules: readonly KnownCopyRule[] }): ReactNode {
  const { t } = useMessages();
  const [chosen, setChosen] = useAddressState("rule");
  const [filter, setFilter] = useState("");
  const [state, setState] = useState<ReplicatedState | "any">("any");
  const ids = rules.map((known) => known.rule.id);
  const rule = ids.includes(chosen) ? chosen : (ids[0] ?? "");
  const rested = useDeferredValue(filter);
  const request = { rule, state: state === "any" ? null : state, filter: rested, offset: 0, limit };
  const { data, error } = useAsk("list_replicated", request, { always: true, placeholder: (before) => before });
  return (
    <section className={styles["section"]} aria-label={t("replication.images")}>
      <h2>{t("replication.images")}</h2>
      <div className={styles["filters"]} role="search">
        {rules.length > 1 ? (
          <Select label={t("replication.ofRule")} value={rule} onChange={setChosen} choices={rules.map((known) => ({ value: known.rule.id, label: visibleText(known.rule.name) }))} />
        ) : null}
        <TextField label={t("replication.filter")} kind="search" value={filter} onChange={setFilter} />
        <Select
          label={t("replication.state")}
          value={state}
          onChange={setState}
          choices={[
            { value: "any", label: t("replication.anyState") },
            { value: "done", label: t("replication.stateDone") },
            { value: "pending", label: t("replication.statePending") },
            { value: "failed", label: t("replication.stateFailed") },
          ]}
        />
      </div>
      {error ? <FailureNotice failure={error.failure} /> : null}
      {data?.total === 0 ? (
        <p className={styles["help"]}>{t(filter === "" && state === "any" ? "replication.noImages" : "replication.noneMatch")}</p>
      ) : data ? (
        <>
          <div className={styles["tableFrame"]}>
            <table className={table["table"]} aria-label={t("replication.images")}>
              <thead>
                <tr>
                  <th scope="col">{t("replication.image")}</th>
                  <th scope="col">{t("replication.place")}</th>
                  <th scope="col">{t("replication.state")}</th>
                  <th scope="col">{t("replication.since")}</th>
                </tr>
              </thead>
              <tbody>
                {data.rows.map((row) => (
                  <ImageLine key={`${row.connection} ${row.place}:${row.tag}`} image={row} />
                ))}
              </tbody>
            </table>
          </div>
          {data.total > data.rows.length ? <p className={styles["quiet"]}>{t("replication.shownOf", { shown: data.rows.length, total: data.total })}</p> : null}
        </>
      ) : null}
    </section>
  );
}

function ImageLine({ image }: { image: ReplicatedImage }): ReactNode {
  const messages = useMessages();
  const { t } = messages;
  const open = useOpen();
  const connections = useEveryConnection();
  const why = image.failure ? explainFailure(image.failure, messages) : undefined;
  const name = image.tag === "" ? visibleText(image.repository) : visibleText(`${image.repository}:${image.tag}`);
  const there = image.tag === "" ? visibleText(image.place) : visibleText(`${image.place}:${image.tag}`);
  const isThere = image.state === "done" && image.tag !== "";
  return (
    <tr>
      <td>
        {name}
        {image.tag === "" ? <span className={styles["quiet"]}>{t("replication.wholeRepository")}</span> : null}
      </td>
      <td>
        {isThere ? (
          <button type="button" className={table["link"]} onClick={() => open(addresses.image(image.connection, image.place, image.tag))}>
            {there}
          </button>
        ) : (
          there
        )}
        <span className={styles["quiet"]}>{nameOf(image.connection, connections, messages)}</span>
      </td>
      <td>
        <span className={image.state === "failed" ? styles["complaint"] : undefined}>{t(stateNames[image.state])}</span>
        {why ? <span className={styles["quiet"]}>{why.reason === undefined ? why.title : <>{why.title} {why.reason}</>}</span> : null}
      </td>
      <td>
        <Age time={image.at} />
      </td>
    </tr>
  );
}
