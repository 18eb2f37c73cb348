// What the window around the screens says. In French.
import type { shell as original } from "../en/shell";
import type { Translated } from "../message";

export const shell: Translated<typeof original> = {
  inspector: "Inspecteur",
  inspectorWidth: "Largeur de l’inspecteur",
  sidebarWidth: "Largeur de la barre latérale",
  welcome: "Bienvenue",
  connections: "Connexions",
  newConnection: "Nouvelle connexion",
  activity: "Activité",
  settings: "Réglages",
};
