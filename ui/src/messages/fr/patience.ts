// Ce qui est dit quand Amazon demande d’aller moins vite, et de la recherche des régions utilisées. In French.
import type { patience as original } from "../en/patience";
import type { Translated } from "../message";

export const patience: Translated<typeof original> = {
  title: "{name} demande d’aller moins vite",
  again: "{what} est redemandé de lui-même.",
  againOf: "{what} est redemandé de lui-même : {attempt} essais sur {of} jusqu’ici.",
  findRegions: "Trouver celles qui ont des dépôts",
  foundRegions: { plural: "count", one: "{count} région a des dépôts et est cochée.", other: "{count} régions ont des dépôts et sont cochées." },
  unknownRegions: { plural: "count", one: "{count} région n’a rien dit : {regions}", other: "{count} régions n’ont rien dit : {regions}" },
};
