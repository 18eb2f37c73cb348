// What is said of what a registry keeps of an image or a tag beside its content.
import type { Area } from "../message";

export const imageSettings = {
  // When a tag goes by itself.
  expires: "Expires",
  never: "Never",
  changeExpiration: "Change…",
  changeExpirationOf: "Change when {tag} expires",
  expirationTitle: "When {tag} expires",
  expirationText: "The registry removes the tag by itself then. The image goes with its last tag.",
  expirationIn: "Expires",
  inDays: { plural: "count", one: "in {count} day", other: "in {count} days" },
  onDay: "on a day",
  keep: "never",
  day: "Day",
  dayHelp: "As year-month-day: 2027-01-31.",
  dayWrong: "Type a day in the future as year-month-day.",
  save: "Save",
  expirationSet: "{tag} now expires on {day}.",
  expirationCleared: "{tag} stays until somebody removes it.",

  // Labels.
  labels: "Labels",
  noLabels: "No labels",
  addLabel: "Add a label…",
  removeLabel: "Remove the label {label}",
  labelPair: "{name}: {value}",
  labelFixed: "It came with the image and cannot be removed.",
  ofProject: "A label of the project",
  ofRegistry: "A label of the whole registry",
  choose: "Label",
  noneLeft: "Every label that there is is on this image.",
  noneThere: "Neither the project nor the registry has any labels.",
  key: "Key",
  value: "Value",
  add: "Add",

  // Lists of packages that the registry makes.
  packages: "Packages",
  sbomAbsent: "The registry has made no list of this image’s packages (SBOM).",
  sbomGenerating: "The registry is making a list of the packages…",
  sbomFailed: "The registry could not make a list of the packages.",
  sbomUnreadable: "The list is there but can’t be read here: {said}",
  sbomCount: { plural: "count", one: "{count} package, by the registry’s own list ({format})", other: "{count} packages, by the registry’s own list ({format})" },
  generate: "Make a list of packages",
  generateAgain: "Make it again",
  cannotGenerate: "The registry’s scanner makes no lists of packages.",
  saveSbom: "Save the list",
  savedSbom: "Saved as {path}.",
  packageList: "Packages of this image",
  packageFilter: "Filter packages",
  noPackages: "No package has these words in its name.",
  package: "Package",
  ecosystem: "Ecosystem",
  version: "Version",

  // In Activity.
  deedExpiration: "Change when {tag} of {name} expires",
  deedLabelOn: "Put the label {label} on an image of {name}",
  deedLabelOff: "Take the label {label} off an image of {name}",
} as const satisfies Area;
