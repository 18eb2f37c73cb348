// Ce qui est dit du programme qui continue derrière sa fenêtre, et des horaires.
import type { tray as original } from "../en/tray";
import type { Translated } from "../message";

export const tray: Translated<typeof original> = {
  title: "En arrière-plan",
  keep: "Continuer quand la fenêtre est fermée",
  keepHelp: "L’icône de Portolan reste parmi celles du bureau, avec le registre local, les surveillances et les horaires. On quitte par son menu.",
  none: "Ce bureau ne montre pas de telles icônes : fermer la fenêtre termine Portolan.",
  pause: "Suspendre les horaires",
  pauseHelp: "Entre-temps, les règles n’ont pas leur tour d’elles-mêmes. Ce qui a été manqué est fait une fois, et dit.",
  open: "Ouvrir Portolan",
  runDue: "Exécuter ce qui est dû",
  ran: { plural: "count", zero: "Rien n’était dû.", one: "{count} horaire a eu son tour.", other: "{count} horaires ont eu leur tour." },
  quit: "Quitter",
};
