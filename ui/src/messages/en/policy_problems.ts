// What is said of a policy that Amazon would refuse, or that does other than it seems: by the names of the contract.
import type { Area } from "../message";

/** What a member of a document must be. */
export const jsonExpected = {
  object: "an object { … }",
  list: "a list [ … ]",
  text: "a text",
  wholeNumber: "a whole number",
  textOrList: "a text or a list of texts",
  principals: "\"*\" or an object of principals",
  statements: "a statement or a list of statements",
} as const satisfies Area;

/** Of policies of permissions. */
export const permissionProblems = {
  syntax: "This is no JSON at line {line}, column {column}: {met}.",
  textLength: "The text has {has} characters; ECR takes {most} at most.",
  missing: "This is missing: add it.",
  wrongType: "This must be {expected}.",
  notOneOf: "“{found}” is not possible: choose {words}.",
  unknownMember: "Policies have no such member: remove it or correct its name.",
  empty: "Nothing is in it: add something.",
  both: "{other} is there too: remove one of the two.",
  duplicateSid: "Statement {other} has this Sid: choose another or none.",
  wildcardInPrincipal: "A principal has no wildcard inside: name it whole, or add a condition on aws:PrincipalArn.",
  noPrincipal: "This is no account, user, role or service: write its ARN, its twelve digits or its host.",
  foreignAction: "Only actions that begin with {prefix}: can be here.",
  unknownAction: "ECR has no such action.",
  nearestAction: "ECR has no such action: {nearest} may be meant.",
  notForRegistries: "A registry’s policy grants this only with the account setting for policies of version 2: remove it or change that setting.",
  unknownOperator: "There is no such operator: choose one such as StringEquals.",
  foreignResource: "A registry’s policy is about its repositories: write arn:aws:ecr:REGION:ACCOUNT:repository/*.",
} as const satisfies Area;

/** What a policy of permissions does that may not be meant. */
export const permissionDangers = {
  everyone: "Everybody who has an AWS account may {deeds}: no condition says who.",
  everyAction: "Every action is given, also changing this policy and deleting everything.",
  everyoneBut: "Everybody but a few is given something: anybody on the internet is among them.",
  denyEveryoneBut: "Sessions of a role that is spared are refused all the same: use a condition on aws:PrincipalArn instead.",
  everyActionBut: "Every action but a few is given, those too that Amazon will add.",
  productForAnybody: "{product} acts for anybody who asks it: add a condition on aws:SourceArn or aws:SourceAccount.",
  lockout: "Everybody is kept from changing this policy: only the account’s root user could undo it, and ECR refuses it.",
  deleted: "{id} is what is left of a user or role that was deleted: whoever gets the name again is not meant.",
  noEffect: "Naming this does nothing here: {actions}.",
  resourceUnneeded: "A repository’s policy is about that repository: Resource does nothing, and ECR may refuse it.",
  oldLanguage: "This is the language of 2008, in which variables are plain text: write \"Version\": \"2012-10-17\".",
} as const satisfies Area;

/** Of lifecycle policies. */
export const lifecycleProblems = {
  syntax: "This is no JSON at line {line}, column {column}: {met}.",
  missing: "This is missing: add it.",
  wrongType: "This must be {expected}.",
  notOneOf: "“{found}” is not possible: choose {words}.",
  textLength: "The text has {has} characters; ECR takes {least} to {most}.",
  noRules: "There is no rule: add one.",
  tooManyRules: "There are {has} rules; ECR takes {most} at most.",
  numberOutOfRange: "Write a whole number of 1 or more.",
  duplicatePriority: "Rule {other} has this priority: choose another.",
  listMissing: "A rule for tagged images says which tags: add patterns or prefixes.",
  bothLists: "A rule has patterns or prefixes, not both: remove one of the lists.",
  listUnwanted: "Only a rule for tagged images has tags: remove them, or choose tagged.",
  emptyList: "The list is empty: add a tag.",
  emptyEntry: "The entry is empty: write it or remove it.",
  tooManyWildcards: "The pattern has {has} wildcards; ECR takes {most} at most.",
  unitUnwanted: "A number of images has no unit: remove countUnit.",
  unitMissing: "A time has a unit: write days.",
  pulledOnlyTransitions: "By the last pull images can be archived, not deleted: choose archive.",
  transitionedOnlyExpires: "Archived images can only be deleted: choose delete.",
  archiveNeeded: "This counts archived images: write archive.",
  archiveUnwanted: "Archived images are only counted by when they were archived: write standard.",
  archivedTooShortly: "Archived images stay {least} days at least: choose a larger number.",
  targetMissing: "A transition says where to: write archive.",
  targetNotArchive: "A transition leads to the archive only: write archive.",
  targetUnwanted: "A deletion leads nowhere: remove targetStorageClass.",
  anyNotLast: "A rule for all images comes last of its storage class: choose a priority above {last}.",
  duplicateTags: "Rule {other} has the same tags: join the two or choose other tags.",
  duplicateUntagged: "Rule {other} is about untagged images already: join the two.",
  unknownMember: "ECR does not know this member: it is left out when the policy is written.",
  null: "ECR refuses null: it is left out when the policy is written.",
  wildcardInPrefix: "In a prefix * stands for itself, and no tag has one: use patterns.",
  neverMatches: "No tag can have these characters: this never matches.",
  shadowed: "Rule {by}, which is stronger, is about the same images: this one never takes any.",
} as const satisfies Area;
