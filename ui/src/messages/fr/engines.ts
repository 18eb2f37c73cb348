// Ce qui est dit de l’identification de Docker et Podman auprès d’un registre. In French.
import type { engines as original } from "../en/engines";
import type { Translated } from "../message";

export const engines: Translated<typeof original> = {
  open: "Identifier Docker / Podman…",
  title: "Identifier Docker / Podman",
  about: "Le mot de passe du registre va directement au moteur. Il vaut douze heures, et Portolan ne l’écrit nulle part.",
  host: "Registre : {host}",
  none: "Ni Docker ni Podman n’est installé ici. Voici ce qu’il faut taper ailleurs :",
  helper: "Garde les identifications dans le coffre de l’assistant {name}.",
  amazon: "L’assistant d’Amazon s’identifie de lui-même : il n’y a rien à faire.",
  file: "Garde les identifications dans un fichier en clair, {path} : qui peut le lire peut employer le mot de passe tant qu’il vaut.",
  agree: "Laisser {name} le garder dans ce fichier en clair",
  agreeFirst: "Dites d’abord que le fichier en clair convient.",
  signIn: "Identifier {name}",
  done: "{name} est identifié jusqu’à {until}.",
  byHand: "À la main",
};
