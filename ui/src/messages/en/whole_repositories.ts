// Making and deleting whole repositories by a registry's own API.
import type { Area } from "../message";

export const wholeRepositories = {
  newRepository: "New repository",
  newProject: "New project",
  name: "Name",
  repositoryHelp: "With the namespace it goes into, such as team/app.",
  projectHelp: "Pushes make repositories in it: project/app.",
  nameWrong: "Lower-case letters, digits and . _ - between them; a slash after the namespace.",
  projectWrong: "Lower-case letters, digits and . _ - between them, and no slash.",
  description: "What it is for, in a line",
  private: "Private",
  privateHelp: "Only those who are let in see it and pull from it.",
  make: "Create",
  made: "{name} was created",
  madeProjectDeed: "Create project {name}",
  deleteWhole: "Delete the repository itself…",
  counting: "Counting what it holds",
  holdsImages: { plural: "count", zero: "It holds no images.", one: "{count} image goes with it.", other: "{count} images go with it." },
  holdsTags: { plural: "count", zero: "It has no tags.", one: "{count} tag goes with it.", other: "{count} tags go with it." },
  more: "There are more than were counted.",
  final: "The registry cannot bring it back, and Portolan keeps nothing of it. To be able to undo, delete its images instead.",
  finalAlone: "The registry cannot bring it back, and Portolan keeps nothing of it.",
  restorable: { plural: "days", one: "The registry can bring it back for {days} day, from Activity.", other: "The registry can bring it back for {days} days, from Activity." },
  restore: "Bring it back",
} as const satisfies Area;
