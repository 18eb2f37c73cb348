// Words that many screens share. In French.
import type { common as original } from "../en/common";
import type { Translated } from "../message";

export const common: Translated<typeof original> = {
  cancel: "Annuler",
  close: "Fermer",
  save: "Enregistrer",
  add: "Ajouter",
  open: "Ouvrir",
  goTo: "Aller à {name}",
  openInNewTab: "Ouvrir dans un nouvel onglet",
  tryAgain: "Réessayer",
  undo: "Revenir en arrière",
  loading: "Chargement…",
  unknown: "pas encore connu",
  none: "aucun",
  never: "jamais",
  repositories: { plural: "count", one: "{count} dépôt", other: "{count} dépôts" },
  days: { plural: "count", one: "{count} jour", other: "{count} jours" },
  copyDigest: "Copier l’empreinte",
  copyReference: "Copier la référence",
};
