// Ce que les réglages disent de la façon d’annoncer les nouvelles. In French.
import type { news as original } from "../en/news";
import type { Translated } from "../message";

export const news: Translated<typeof original> = {
  title: "Nouvelles",
  bySystem: "Annoncer aussi par les notifications du système",
  help: "Pour qui regarde ailleurs : une analyse terminée, un alias sur lequel Amazon s’est prononcé. La fenêtre les annonce dans tous les cas.",
};
