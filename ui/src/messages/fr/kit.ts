// What the kit itself says: names of its own controls. In French.
import type { kit as original } from "../en/kit";
import type { Translated } from "../message";

export const kit: Translated<typeof original> = {
  close: "Fermer",
  dismiss: "Écarter",
  notifications: "Notifications",
  loading: "Chargement…",
  copied: "Copié",
  copyDetail: "Copier le détail technique",
  columnWidth: "Largeur de la colonne {column}",
};
