// Ce qui est dit des analyses de vulnérabilités. In French.
import type { scan as original } from "../en/scan";
import type { Translated } from "../message";

export const scan: Translated<typeof original> = {
  critical: "critiques",
  high: "élevées",
  medium: "moyennes",
  low: "faibles",
  informational: "informatives",
  undefined: "non évaluées",
  clean: "rien trouvé",
  andOthers: "+{count}",
  pending: "en attente",
  running: "analyse en cours…",
  complete: "analysée",
  failed: "analyse échouée",
  notCovered: "non analysée",
  filter: "Analyse",
  any: "Toute analyse",
  atLeastCritical: "Critiques",
  atLeastHigh: "Élevées ou pires",
  atLeastMedium: "Moyennes ou pires",
  atLeastLow: "Faibles ou pires",
};
