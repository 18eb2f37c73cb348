// Ce qui est dit de ce qu’un registre fait de lui-même d’une image, dans la liste des images. In French.
import type { upkeep as original } from "../en/upkeep";
import type { Translated } from "../message";

export const upkeep: Translated<typeof original> = {
  signing: "Signature",
  trusted: "fiable",
  unsigned: "non signée",
  signingRunning: "signature…",
  signingFailed: "échec de la signature",
  replication: "Copies",
  copiedNowhere: "aucune",
  copied: { plural: "count", one: "en {count} lieu", other: "en {count} lieux" },
  copying: "copie en cours…",
  copyFailed: { plural: "count", one: "{count} échec", other: "{count} échecs" },
  copy: "{account} en {region} : {state}",
  signature: "{profile} : {state}",
  complete: "terminé",
  running: "en cours",
  failed: "échec",
  failedBecause: "échec : {reason}",
  unknown: "inconnu",
  hide: "Masquer",
};
