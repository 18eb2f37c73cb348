// Turns a failure into words and into what helps. The drawing, and what helping means, are elsewhere.
import { shortenDigest } from "~/lib/shorten";
import { visibleText } from "~/lib/visible_text";
import type { Messages, PlainKey } from "~/messages/Messages";
import type { Code, Failure, Hint, ImageFileProblem } from "./generated/contract";

/** What the window can offer to do about a failure. */
export type Help = "retry" | "editConnection" | "signIn" | "openSettings" | "openActivity" | "startLocal" | "startLocalElsewhere";

export interface Explanation {
  /** What happened. */
  title: string;
  /** Why, and what to change. */
  reason: string | undefined;
  /** What helps, the best first. */
  help: Help[];
}

/** What helps after each hint, the best first; "try again" is added where the failure says so. */
export const helpForHint: Readonly<Record<Hint["type"], readonly Help[]>> = {
  hostNotFound: ["editConnection"],
  connectionRefused: ["editConnection"],
  timedOut: [],
  notARegistry: ["editConnection"],
  untrustedCertificate: ["editConnection"],
  plainHttp: ["editConnection"],
  privateAddress: ["editConnection"],
  realmElsewhere: ["editConnection"],
  pointsElsewhere: ["editConnection"],
  tooManyRedirects: [],
  endlessPages: [],
  serverFault: [],
  proxyFailed: ["editConnection", "openSettings"],
  wrongPassword: ["signIn"],
  noCredentials: ["signIn"],
  missingPermission: ["signIn"],
  helperMissing: ["signIn"],
  helperFailed: ["signIn"],
  credentialFileDamaged: ["signIn"],
  engineLoginFailed: [],
  engineMissing: [],
  keyringLocked: ["signIn"],
  keyringAbsent: ["signIn"],
  actionMissing: [],
  signInExpired: ["signIn"],
  signInCancelled: [],
  wrongCode: [],
  regionOff: ["editConnection"],
  clockSkew: [],
  tagImmutable: [],
  imageLocked: [],
  ruleRefused: [],
  insideIndexes: [],
  imageArchived: [],
  repositoryNotEmpty: [],
  logoNotFetched: [],
  repositoryExists: [],
  limitReached: [],
  profileUnusable: ["signIn"],
  deletionSwitchedOff: [],
  tagDeletionUnsupported: [],
  catalogNotOffered: [],
  readOnlyRelic: [],
  manifestTooLarge: [],
  digestMismatch: [],
  manifestRefused: [],
  formRefused: [],
  blobsMissing: [],
  indexOfItself: [],
  nameInvalid: [],
  tagInvalid: [],
  tagExists: [],
  sourceSwitchedOff: [],
  sourceUnreadable: [],
  galleryRebuilding: [],
  notAPack: [],
  packTruncated: [],
  packAltered: [],
  packTooLarge: [],
  packUnreadable: [],
  packNewer: [],
  imageFile: [],
  engineAbsent: [],
  engineDenied: [],
  engineRefused: [],
  shortNameFileDamaged: [],
  shortNameFileReadOnly: [],
  shortNameFileNotRead: [],
  shortNameChangedSince: [],
  planUsed: [],
  planExpired: [],
  registryChanged: [],
  nameNotTyped: [],
  connectionReadOnly: ["editConnection"],
  undoExpired: ["openSettings"],
  nothingToUndo: [],
  alreadyRunning: ["openActivity"],
  diskFull: [],
  diskReadOnly: [],
  databaseDamaged: [],
  databaseNewer: [],
  settingsDamaged: ["openSettings"],
  // What took the port may have ended meanwhile.
  portTaken: ["startLocalElsewhere", "startLocal"],
  localRegistryStopped: ["startLocal"],
  registryFolderBusy: [],
};

const imageFileReasons: Readonly<Record<ImageFileProblem, PlainKey>> = {
  notThere: "files.notThere",
  unknownForm: "files.unknownForm",
  compressed: "files.compressed",
  hostile: "files.hostile",
  damaged: "files.damaged",
  tooMuch: "files.tooMuch",
  exists: "files.exists",
  unfinished: "files.unfinished",
  noImage: "files.noImage",
  refused: "files.refused",
};

/** The values a hint carries, made fit to be read: foreign text made visible, digests short, bytes as bytes. */
function valuesOf(hint: Hint, messages: Messages): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(hint) as [string, unknown][]) {
    if (Array.isArray(value)) values[name] = messages.format.list(value.map((each) => readable(String(each))));
    else if (name === "limit") values[name] = messages.format.bytes(Number(value));
    else if (typeof value === "number") values[name] = String(value);
    else if (typeof value === "string") values[name] = readable(value);
  }
  return values;
}

function readable(text: string): string {
  return visibleText(/^\w+:[0-9a-f]{32,}$/.test(text) ? shortenDigest(text) : text);
}

function explainHint(hint: Hint, messages: Messages): Omit<Explanation, "help"> {
  const values = valuesOf(hint, messages);
  // The key exists for each hint (tested); which values each needs is known to the hint, not to TypeScript.
  const say = (key: string): string => messages.t(key as "failures.hostNotFound", values as { host: string });
  const title = say(`failures.${hint.type}`);
  if (hint.type === "manifestRefused") return { title, reason: values["reason"] };
  if (hint.type === "imageFile") {
    return { title: messages.t(hint.problem === "exists" || hint.problem === "unfinished" ? "files.notWritten" : "failures.imageFile"), reason: messages.t(imageFileReasons[hint.problem]) };
  }
  if (hint.type === "deletionSwitchedOff") {
    return hint.setting === null
      ? { title: say("failures.deletionNotOffered"), reason: say("failures.deletionNotOfferedReason") }
      : { title, reason: say("failures.deletionSwitchedOffSetting") };
  }
  if (hint.type === "shortNameFileDamaged" && hint.line !== null && hint.column !== null) {
    return { title, reason: say("failures.shortNameFileDamagedAt") };
  }
  return { title, reason: say(`failures.${hint.type}Reason`) };
}

const titleForCode: Readonly<Record<Exclude<Code["type"], "invalidInput">, PlainKey>> = {
  signInNeeded: "failures.signInNeeded",
  forbidden: "failures.forbidden",
  notFound: "failures.notFound",
  unsupported: "failures.unsupported",
  rateLimited: "failures.rateLimited",
  offline: "failures.offline",
  tlsUntrusted: "failures.tlsUntrusted",
  keyringLocked: "failures.keyringLockedCode",
  conflict: "failures.conflict",
  unexpected: "failures.unexpected",
};

function explainCode(code: Code, { t, format }: Messages): Explanation {
  if (code.type === "invalidInput") {
    return { title: t("failures.invalidInput", { field: visibleText(code.field) }), reason: undefined, help: [] };
  }
  const title = t(titleForCode[code.type]);
  switch (code.type) {
    case "rateLimited":
      return {
        title,
        reason:
          code.until === null
            ? t("failures.rateLimitedSoon")
            : t("failures.rateLimitedUntil", { when: format.relative(code.until) }),
        help: [],
      };
    case "signInNeeded":
    case "forbidden":
      return { title, reason: undefined, help: ["signIn"] };
    case "tlsUntrusted":
      return { title, reason: undefined, help: ["editConnection"] };
    case "offline":
      return { title, reason: t("failures.offlineReason"), help: [] };
    case "conflict":
      return { title, reason: t("failures.conflictReason"), help: [] };
    case "keyringLocked":
      return { title, reason: t("failures.keyringLockedReason"), help: [] };
    case "unexpected":
      return { title, reason: t("failures.unexpectedReason"), help: [] };
    case "notFound":
    case "unsupported":
      return { title, reason: undefined, help: [] };
  }
}

/** What happened, why, and what helps: by the hint where there is one, otherwise by the code. */
export function explainFailure(failure: Failure, messages: Messages): Explanation {
  const byCode = explainCode(failure.code, messages);
  const help = failure.hint ? [...helpForHint[failure.hint.type]] : byCode.help;
  const words = failure.hint ? explainHint(failure.hint, messages) : byCode;
  // When the registry said until when it wants quiet, that is worth more than the general reason.
  const reason = failure.code.type === "rateLimited" ? byCode.reason : words.reason;
  if (failure.retry !== "no") help.push("retry");
  return { title: words.title, reason, help: [...new Set(help)] };
}
