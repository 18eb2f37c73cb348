// How short names, their files and what is wrong with them are spoken of. No drawing.
import type { FileProblem, ShortName, ShortNameMode, ShortNameOwner, ShortNameProblem } from "~/bridge/generated/contract";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";

export const ownerNames: Readonly<Record<ShortNameOwner, PlainKey>> = {
  person: "shortNames.owned",
  system: "shortNames.system",
  recorded: "shortNames.recorded",
};

export const ownersExplained: Readonly<Record<ShortNameOwner, PlainKey>> = {
  person: "shortNames.ownerPerson",
  system: "shortNames.ownerSystem",
  recorded: "shortNames.ownerRecorded",
};

export const modesExplained: Readonly<Record<ShortNameMode, PlainKey>> = {
  enforcing: "shortNames.modeEnforcing",
  permissive: "shortNames.modePermissive",
  disabled: "shortNames.modeDisabled",
};

export const nameProblems: Readonly<Record<ShortNameProblem, PlainKey>> = {
  empty: "shortNames.nameEmpty",
  hasTag: "shortNames.nameHasTag",
  hasDigest: "shortNames.nameHasDigest",
  hasRegistry: "shortNames.nameHasRegistry",
  // Of names alone the others are not said.
  noRegistry: "shortNames.nameGrammar",
  noRepository: "shortNames.nameGrammar",
  grammar: "shortNames.nameGrammar",
};

export const targetProblems: Readonly<Record<ShortNameProblem, PlainKey>> = {
  empty: "shortNames.targetEmpty",
  hasTag: "shortNames.targetHasTag",
  hasDigest: "shortNames.targetHasDigest",
  hasRegistry: "shortNames.targetGrammar",
  noRegistry: "shortNames.targetNoRegistry",
  noRepository: "shortNames.targetNoRepository",
  grammar: "shortNames.targetGrammar",
};

/** The name of a file without its folders: what tells files apart in a narrow column. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Where the damage is, and what. */
export function sayFileProblem({ line, column, reason }: FileProblem, { t }: Pick<Messages, "t">): string {
  const said = visibleText(reason);
  if (line === null || column === null) return t("shortNames.damagedSomewhere", { reason: said });
  return t("shortNames.damagedAt", { line, column, reason: said });
}

/** What it stands for, or that it takes the name away. */
export function sayTarget({ target }: ShortName, { t }: Pick<Messages, "t">): string {
  return target === null ? t("shortNames.takenAway") : visibleText(target);
}

/** "yours", "shadowed, read-only". */
export function sayState({ owner, shadowedBy }: ShortName, { t }: Pick<Messages, "t">): string {
  const whose = t(ownerNames[owner]);
  return shadowedBy === null ? whose : `${t("shortNames.shadowed")}, ${whose}`;
}

/** Those whose name or target has the text; a tag or digest at its end is what is pulled, not the name. */
export function matchesText({ name, target }: ShortName, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (name.includes(wanted) || (target?.includes(wanted) ?? false)) return true;
  const cut = wanted.search(/[:@][^/]*$/u);
  return cut > 0 && name.includes(wanted.slice(0, cut));
}
