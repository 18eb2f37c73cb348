// Words that many screens share. In French.
import type { common as original } from "../en/common";
import type { Translated } from "../message";

export const common: Translated<typeof original> = {
  cancel: "Annuler",
  close: "Fermer",
  save: "Enregistrer",
  add: "Ajouter",
  edit: "Modifier",
  remove: "Retirer",
  delete: "Supprimer",
  copy: "Copier",
  open: "Ouvrir",
  openInNewTab: "Ouvrir dans un nouvel onglet",
  tryAgain: "Réessayer",
  undo: "Annuler l’opération",
  more: "Plus",
  loading: "Chargement…",
  unknown: "pas encore connu",
  none: "aucun",
  never: "jamais",
  yes: "oui",
  no: "non",
  name: "Nom",
  tags: { plural: "count", one: "{count} étiquette", other: "{count} étiquettes" },
  images: { plural: "count", one: "{count} image", other: "{count} images" },
  repositories: { plural: "count", one: "{count} dépôt", other: "{count} dépôts" },
  items: { plural: "count", one: "{count} élément", other: "{count} éléments" },
  requests: { plural: "count", one: "{count} requête", other: "{count} requêtes" },
  days: { plural: "count", one: "{count} jour", other: "{count} jours" },
  copyDigest: "Copier l’empreinte",
  copyReference: "Copier la référence",
};
