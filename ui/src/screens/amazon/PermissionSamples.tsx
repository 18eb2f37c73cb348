// Ready statements for a policy of permissions: each asks for what it needs, and is put into the document.
import { Plus } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import type { PermissionSample, PolicyScope } from "~/bridge/generated/contract";
import { useAct } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import styles from "./amazon.module.css";

type SampleId = PermissionSample["type"];
type FieldId = "accounts" | "account" | "source" | "organization" | "principals" | "prefix";

/** Which statements there are for what, the most wanted first. */
const offered = {
  repository: ["crossAccountPull", "push", "lambdaPull", "organizationPull", "readOnly"],
  registry: ["replication", "pullThroughCache"],
  registrySecondVersion: ["replication", "pullThroughCache"],
  publicRepository: ["push"],
} as const satisfies Record<PolicyScope, readonly SampleId[]>;

const sampleNames = {
  crossAccountPull: "permissions.crossAccountPull",
  push: "permissions.push",
  lambdaPull: "permissions.lambdaPull",
  organizationPull: "permissions.organizationPull",
  readOnly: "permissions.readOnly",
  replication: "permissions.replication",
  pullThroughCache: "permissions.pullThroughCache",
} as const satisfies Record<SampleId, PlainKey>;

const asked = {
  crossAccountPull: ["accounts"],
  push: ["principals"],
  lambdaPull: ["account"],
  organizationPull: ["organization"],
  readOnly: ["principals"],
  replication: ["source"],
  pullThroughCache: ["principals", "prefix"],
} as const satisfies Record<SampleId, readonly FieldId[]>;

const fieldWords = {
  accounts: { label: "permissions.accounts", help: "permissions.accountsHelp", placeholder: "111122223333" },
  account: { label: "permissions.account", help: "permissions.accountHelp", placeholder: "111122223333" },
  source: { label: "permissions.source", help: "permissions.accountHelp", placeholder: "111122223333" },
  organization: { label: "permissions.organization", help: "permissions.organizationHelp", placeholder: "o-a1b2c3d4e5" },
  principals: { label: "permissions.principals", help: "permissions.principalsHelp", placeholder: "" },
  prefix: { label: "permissions.prefix", help: undefined, placeholder: "docker-hub" },
} as const satisfies Record<FieldId, { label: PlainKey; help: PlainKey | undefined; placeholder: string }>;

function listOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function sampleOf(id: SampleId, typed: Readonly<Record<FieldId, string>>): PermissionSample {
  switch (id) {
    case "crossAccountPull":
      return { type: id, accounts: listOf(typed.accounts) };
    case "push":
    case "readOnly":
      return { type: id, principals: listOf(typed.principals) };
    case "lambdaPull":
      return { type: id, account: typed.account };
    case "organizationPull":
      return { type: id, organization: typed.organization };
    case "replication":
      return { type: id, source: typed.source };
    case "pullThroughCache":
      return { type: id, principals: listOf(typed.principals), prefix: typed.prefix };
  }
}

export interface PermissionSamplesProps {
  scope: PolicyScope;
  region: string;
  /** The account whose repository or registry it is. */
  account: string;
  /** The document so far; empty: none. */
  text: string;
  onInsert: (text: string) => void;
  frozen: string | undefined;
}

export function PermissionSamples({ scope, region, account, text, onInsert, frozen }: PermissionSamplesProps): ReactNode {
  const { t } = useMessages();
  const insert = useAct("add_permission_sample");
  const choices: readonly SampleId[] = offered[scope];
  const [chosen, setChosen] = useState<SampleId>(offered[scope][0]);
  const [typed, setTyped] = useState<Readonly<Record<FieldId, string>>>({ accounts: "", account, source: "", organization: "", principals: "", prefix: "" });
  const code = insert.error?.failure.code;
  const wrong = code?.type === "invalidInput" ? code.field : undefined;
  const fields: readonly FieldId[] = asked[chosen];
  const lacks = fields.some((field) => typed[field].trim() === "");
  const submit = (): void => {
    if (lacks || frozen !== undefined) return;
    insert.mutate({ scope, text, region, account, sample: sampleOf(chosen, typed) }, { onSuccess: (made) => onInsert(made.text) });
  };
  const put = (field: FieldId, value: string): void => {
    insert.reset();
    setTyped({ ...typed, [field]: value });
  };
  return (
    <fieldset className={styles["rule"]} aria-label={t("permissions.ready")}>
      <Select
        label={t("permissions.ready")}
        value={chosen}
        onChange={(value) => {
          insert.reset();
          setChosen(value);
        }}
        choices={choices.map((value) => ({ value, label: t(sampleNames[value]) }))}
      />
      {fields.map((field) => {
        const words = fieldWords[field];
        return (
          <TextField
            key={field}
            label={t(words.label)}
            {...(words.help === undefined ? {} : { description: t(words.help) })}
            value={typed[field]}
            onChange={(value) => put(field, value)}
            error={wrong === field ? t("permissions.wrongField") : undefined}
            placeholder={words.placeholder}
            mono
            onSubmit={submit}
          />
        );
      })}
      {wrong === "text" ? (
        <p role="alert" className={styles["lack"]}>
          {t("permissions.correctFirst")}
        </p>
      ) : null}
      <div>
        <Button icon={Plus} onPress={submit} isPending={insert.isPending} disabledReason={frozen ?? (lacks ? t("permissions.fillIn") : undefined)}>
          {t("permissions.insert")}
        </Button>
      </div>
    </fieldset>
  );
}
