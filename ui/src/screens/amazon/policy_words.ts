// What is wrong with a policy and what it means, in words.
import type {
  LifecycleProblem,
  PermissionCircumstance,
  PermissionDanger,
  PermissionDeed,
  PermissionProblem,
  PermissionSubject,
  PolicyPrincipal,
} from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { MessageKey, Messages, PlainKey } from "~/messages/Messages";

const deedNames = {
  look: "permissions.look",
  pull: "permissions.pull",
  push: "permissions.pushDeed",
  delete: "permissions.delete",
  manage: "permissions.manage",
  create: "permissions.create",
  replicate: "permissions.replicate",
  import: "permissions.import",
} as const satisfies Record<PermissionDeed, PlainKey>;

export const circumstanceNames = {
  organization: "permissions.dependsOrganization",
  caller: "permissions.dependsCaller",
  source: "permissions.dependsSource",
  network: "permissions.dependsNetwork",
  transport: "permissions.dependsTransport",
  time: "permissions.dependsTime",
  other: "permissions.dependsOther",
} as const satisfies Record<PermissionCircumstance, PlainKey>;

export function sayDeed(deed: PermissionDeed, { t }: Messages): string {
  return t(deedNames[deed]);
}

/** The sentence of something closed that carries its own values, made fit to be read. */
function say(key: MessageKey, carried: object, messages: Messages): string {
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(carried) as [string, unknown][]) {
    if (name === "expected") values[name] = messages.t(`jsonExpected.${String(value)}` as "jsonExpected.text");
    else if (name === "deeds") values[name] = messages.format.list((value as PermissionDeed[]).map((deed) => sayDeed(deed, messages)));
    else if (Array.isArray(value)) values[name] = messages.format.list(value.map((each) => visibleText(String(each))));
    else if (typeof value === "number") values[name] = value;
    else if (typeof value === "string") values[name] = visibleText(value);
  }
  // Which values each sentence needs is known to what carries them, not to TypeScript.
  return messages.t(key as "permissionProblems.both", values as { other: string });
}

export function sayPermissionProblem(problem: PermissionProblem, messages: Messages): string {
  if (problem.type === "unknownAction" && problem.nearest !== null) return say("permissionProblems.nearestAction", problem, messages);
  return say(`permissionProblems.${problem.type}`, problem, messages);
}

export function sayDanger(danger: PermissionDanger, messages: Messages): string {
  return say(`permissionDangers.${danger.type}`, danger, messages);
}

export function sayLifecycleProblem(problem: LifecycleProblem, messages: Messages): string {
  return say(`lifecycleProblems.${problem.type}`, problem, messages);
}

const memberNames = { role: "permissions.role", user: "permissions.user", session: "permissions.session" } as const;

function sayPrincipal(principal: PolicyPrincipal, { t }: Messages): string {
  switch (principal.type) {
    case "everyone":
      return t("permissions.everyone");
    case "account":
      return t("permissions.ofAccount", { account: principal.account });
    case "role":
    case "user":
    case "session":
      return t(memberNames[principal.type], { name: visibleText(principal.name), account: principal.account });
    case "product":
      return t("permissions.product", { host: visibleText(principal.host) });
    case "federated":
      return t("permissions.federated", { provider: visibleText(principal.provider) });
    case "canonicalUser":
      return t("permissions.canonicalUser", { id: principal.id });
    case "deleted":
      return t("permissions.deleted", { id: principal.id });
  }
}

export function saySubject(subject: PermissionSubject, messages: Messages): string {
  if (subject.type === "one") return sayPrincipal(subject.principal, messages);
  return messages.t("permissions.allBut", { who: messages.format.list(subject.principals.map((each) => sayPrincipal(each, messages))) });
}
