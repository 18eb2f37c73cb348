// Ce que le formulaire d’une connexion à Amazon dit des clés temporaires et des points d’accès nommés ailleurs. In French.
import type { temporaryKeys as original } from "../en/temporary_keys";
import type { Translated } from "../message";

export const temporaryKeys: Translated<typeof original> = {
  token: "Jeton de session",
  tokenHelp: "D’une clé temporaire seulement, dont l’identifiant commence par ASIA. Elle expire d’elle-même ; il faut alors en saisir une nouvelle.",
  tokenNeeded: "Cette clé est temporaire : elle a un jeton de session.",
  endpoints: "Ces points d’accès sont nommés hors de Portolan, et utilisés là où rien n’est saisi ici :",
  endpoint: "{api} : {address}, par {from}",
};
