// Ce qui est dit de ce qu’Amazon facture pour les images qui reviennent de l’archive. In French.
import type { retrieval as original } from "../en/retrieval";
import type { Translated } from "../message";

export const retrieval: Translated<typeof original> = {
  restored: "Revenues de l’archive en 30 jours",
  unknown: { plural: "count", one: "{count} image revenue de l’archive n’est pas comptée : sa taille est inconnue.", other: "{count} images revenues de l’archive ne sont pas comptées : leurs tailles sont inconnues." },
};
