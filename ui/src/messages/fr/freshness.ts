// Ce qui est dit de la fraîcheur d’un cache à la demande. In French.
import type { freshness as original } from "../en/freshness";
import type { Translated } from "../message";

export const freshness: Translated<typeof original> = {
  upstream: "En amont",
  look: "Chercher plus récent",
  lookOf: "Chercher des images plus récentes de {repository}",
  again: "Chercher à nouveau",
  againOf: "Chercher à nouveau des images plus récentes de {repository}",
  allFresh: { plural: "count", one: "{count} étiquette, identique en amont", other: "{count} étiquettes, toutes identiques en amont" },
  stale: { plural: "count", one: "{count} étiquette est plus récente en amont :", other: "{count} étiquettes sont plus récentes en amont :" },
  gone: { plural: "count", one: "{count} étiquette n’existe plus en amont :", other: "{count} étiquettes n’existent plus en amont :" },
  unknown: { plural: "count", one: "{count} étiquette dont on ne sait rien :", other: "{count} étiquettes dont on ne sait rien :" },
  noTags: "Aucune étiquette n’a été apportée.",
  leftOut: { plural: "count", one: "{count} étiquette plus ancienne n’a pas été demandée", other: "{count} étiquettes plus anciennes n’ont pas été demandées" },
  asked: "{upstream}, demandé {ago}",
  help: "La recherche demande en amont l’empreinte de chaque étiquette en cache et ne télécharge rien. ECR regarde lui-même quand une étiquette est tirée de nouveau, au plus une fois en 24 heures.",
};
