// What ECR would refuse of a registry's setting, in words. No drawing.
import type { RegistryComplaint, RegistryField, RegistryProblem } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";
import { sayLifecycleProblem, sayPermissionProblem } from "../amazon/policy_words";

const fieldNames: Readonly<Record<RegistryField, PlainKey>> = {
  rules: "registrySettings.fieldRules",
  destinations: "registrySettings.destinations",
  destinationRegion: "registrySettings.destinationRegion",
  destinationAccount: "registrySettings.destinationAccount",
  prefixes: "registrySettings.prefixes",
  cachePrefix: "registrySettings.fieldPrefix",
  upstreamAddress: "registrySettings.address",
  upstreamPrefix: "registrySettings.upstreamPrefix",
  credential: "registrySettings.fieldSecret",
  role: "registrySettings.fieldRole",
  scanFrequency: "registrySettings.frequency",
  scanFilters: "registrySettings.fieldFilters",
  signingProfile: "registrySettings.fieldProfile",
  signingFilters: "registrySettings.fieldFilters",
  templatePrefix: "registrySettings.fieldPrefix",
  description: "registrySettings.description",
  occasions: "registrySettings.occasions",
  exclusions: "registrySettings.exclusions",
  kmsKey: "registrySettings.fieldKey",
  resourceTagKeys: "registrySettings.fieldTagKeys",
  resourceTagValues: "registrySettings.fieldTagValues",
  repositoryPolicy: "registrySettings.repositoryPolicy",
  lifecyclePolicy: "registrySettings.lifecyclePolicy",
  registryPolicy: "registrySettings.fieldPolicy",
  accountValue: "registrySettings.fieldValue",
  principal: "registrySettings.fieldPrincipal",
};

/** "3 characters are too few; at least 12". */
export function sayProblem(problem: RegistryProblem, messages: Messages): string {
  const { t } = messages;
  switch (problem.type) {
    case "tooShort":
      return t("registrySettings.tooShort", { has: problem.has, least: problem.least });
    case "tooLong":
      return t("registrySettings.tooLong", { has: problem.has, most: problem.most });
    case "tooMany":
      return t("registrySettings.tooMany", { has: problem.has, most: problem.most });
    case "missing":
      return t("registrySettings.missing");
    case "character":
      return t("registrySettings.character", { found: visibleText(problem.found) });
    case "grammar":
      return t("registrySettings.grammar");
    case "duplicate":
      return t("registrySettings.duplicate", { other: problem.other + 1 });
    case "reserved":
      return t("registrySettings.reserved");
    case "notHere":
      return t("registrySettings.notHere");
    case "itself":
      return t("registrySettings.itself");
    case "permissions":
      return at(problem.path, sayPermissionProblem(problem.problem, messages));
    case "lifecycle":
      return at(problem.path, sayLifecycleProblem(problem.problem, messages));
  }
}

/** What is wrong with a document, at its place; it may be wrong as a whole. */
const at = (path: string, words: string): string => (path === "" ? words : `${visibleText(path)}: ${words}`);

/** The same with its field, and its rule and entry where there are several. */
export function sayComplaint({ field, rule, entry, problem }: RegistryComplaint, messages: Messages): string {
  const { t } = messages;
  const name = t(fieldNames[field]);
  const inList = entry === null ? name : t("registrySettings.entryOf", { field: name, entry: entry + 1 });
  const named = rule === null ? inList : t("registrySettings.ruleOf", { rule: rule + 1, field: inList });
  return t("registrySettings.complaint", { field: named, problem: sayProblem(problem, messages) });
}

/** What stands under a field: its complaint. Nothing of one that is still empty: why nothing can be saved is said at the button. */
export function complaintAt(
  complaints: readonly RegistryComplaint[],
  where: { fields: readonly RegistryField[]; rule?: number; entry?: number; isEmpty: boolean },
  messages: Messages,
): string | undefined {
  const { t } = messages;
  if (where.isEmpty) return undefined;
  const found = complaints.find(
    (each) =>
      where.fields.includes(each.field) &&
      (where.rule === undefined || each.rule === where.rule) &&
      (where.entry === undefined || each.entry === where.entry),
  );
  if (!found) return undefined;
  const words = sayProblem(found.problem, messages);
  return found.entry === null || where.entry !== undefined ? words : t("registrySettings.complaint", { field: t("registrySettings.entryOf", { field: t(fieldNames[found.field]), entry: found.entry + 1 }), problem: words });
}
