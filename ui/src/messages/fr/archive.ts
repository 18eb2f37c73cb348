// Ce qui est dit de l’archive d’un registre qui en a une. In French.
import type { archive as original } from "../en/archive";
import type { Translated } from "../message";

export const archive: Translated<typeof original> = {
  archive: "Archiver…",
  restore: "Restaurer depuis l’archive…",
  archiveAct: "Archiver",
  restoreAct: "Restaurer",
  noneHere: "Aucune de ces images ne peut être archivée.",
  noneAway: "Aucune de ces images n’est dans l’archive.",
  archiveTitle: { plural: "count", one: "Mettre {count} image à l’archive ?", many: "Mettre {count} d’images à l’archive ?", other: "Mettre {count} images à l’archive ?" },
  restoreTitle: { plural: "count", one: "Restaurer {count} image ?", many: "Restaurer {count} d’images ?", other: "Restaurer {count} images ?" },
  notPulled: "Une image archivée ne peut pas être téléchargée avant d’être restaurée.",
  least: "L’archive est facturée pour au moins 90 jours, même si l’image la quitte plus tôt.",
  retrieval: "La restauration est facturée au gigaoctet, et ce qui reste des 90 jours de l’archive est facturé.",
  takes: "La restauration prend jusqu’à 20 minutes ; jusque-là l’image ne peut pas être téléchargée.",
  takesLater: "La reprendre prend jusqu’à 20 minutes, et est facturé au gigaoctet.",
  bytes: "{bytes} en tout.",
  others: { plural: "count", one: "{count} des images choisies est déjà ailleurs et n’est pas touchée.", many: "{count} des images choisies sont déjà ailleurs et ne sont pas touchées.", other: "{count} des images choisies sont déjà ailleurs et ne sont pas touchées." },
  undoArchive: "Annuler dans Activité les restaure.",
  undoRestore: "Annuler dans Activité les archive à nouveau, une fois revenues.",
  tooMany: "Au plus {most} images à la fois.",
  archived: { plural: "count", one: "{count} image a été archivée", many: "{count} d’images ont été archivées", other: "{count} images ont été archivées" },
  restoring: { plural: "count", one: "{count} image est en cours de restauration", many: "{count} d’images sont en cours de restauration", other: "{count} images sont en cours de restauration" },
  toActivity: "Activité",
  failed: "Ce qui n’a pas marché",
  failedCount: { plural: "count", one: "{count} image est restée où elle était :", many: "{count} d’images sont restées où elles étaient :", other: "{count} images sont restées où elles étaient :" },
  archivedDeed: { plural: "count", one: "Archiver {count} image de {name}", many: "Archiver {count} d’images de {name}", other: "Archiver {count} images de {name}" },
  restoredDeed: { plural: "count", one: "Restaurer {count} image de {name}", many: "Restaurer {count} d’images de {name}", other: "Restaurer {count} images de {name}" },
};
