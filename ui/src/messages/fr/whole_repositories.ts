// Créer et supprimer des dépôts entiers par l’API du registre. In French.
import type { wholeRepositories as original } from "../en/whole_repositories";
import type { Translated } from "../message";

export const wholeRepositories: Translated<typeof original> = {
  newRepository: "Nouveau dépôt",
  newProject: "Nouveau projet",
  name: "Nom",
  repositoryHelp: "Avec l’espace de noms où il va, par exemple equipe/app.",
  projectHelp: "Les images poussées y créent des dépôts : projet/app.",
  nameWrong: "Lettres minuscules, chiffres et . _ - entre eux ; une barre oblique après l’espace de noms.",
  projectWrong: "Lettres minuscules, chiffres et . _ - entre eux, sans barre oblique.",
  description: "À quoi il sert, en une ligne",
  private: "Privé",
  privateHelp: "Seules les personnes autorisées le voient et y tirent des images.",
  make: "Créer",
  made: "{name} a été créé",
  madeProjectDeed: "Créer le projet {name}",
  deleteWhole: "Supprimer le dépôt lui-même…",
  counting: "Décompte de ce qu’il contient",
  holdsImages: { plural: "count", zero: "Il ne contient aucune image.", one: "{count} image part avec lui.", other: "{count} images partent avec lui." },
  holdsTags: { plural: "count", zero: "Il n’a aucune étiquette.", one: "{count} étiquette part avec lui.", other: "{count} étiquettes partent avec lui." },
  more: "Il y en a plus que ce qui a été compté.",
  final: "Le registre ne peut pas le rétablir, et Portolan n’en garde rien. Pour pouvoir annuler, supprimez plutôt ses images.",
  finalAlone: "Le registre ne peut pas le rétablir, et Portolan n’en garde rien.",
  restorable: { plural: "days", one: "Le registre peut le rétablir pendant {days} jour, depuis Activité.", other: "Le registre peut le rétablir pendant {days} jours, depuis Activité." },
  restore: "Le rétablir",
};
