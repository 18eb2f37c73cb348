// Comment se connecter aux registres que l’on héberge soi-même, et à celui d’Azure. In French.
import type { ownServers as original } from "../en/own_servers";
import type { Translated } from "../message";

export const ownServers: Translated<typeof original> = {
  harborHelp:
    "Pour vous-même : dans Harbor, ouvrez votre nom, puis User profile, et copiez le CLI secret ; il remplace le mot de passe quand vous vous connectez par le compte d’une entreprise.\nPour un programme : dans le projet, ouvrez Robot accounts et créez-en un. Son nom y est affiché, sous la forme robot$projet+nom.\nDroits d’un robot : lister et lire dépôts et artefacts, lister les tags et tirer pour parcourir ; pousser pour pousser ; créer et supprimer tags et artefacts pour modifier ; créer des analyses pour analyser.\nIci, choisissez nom d’utilisateur et mot de passe.",
  zotHelp:
    "Si le serveur vous connaît par un nom : votre nom d’utilisateur et votre mot de passe.\nSi vous vous connectez par le compte d’une entreprise : dans la page de zot, ouvrez votre nom, puis API keys, créez une clé et saisissez-la comme mot de passe.\nDroits : read pour parcourir et tirer, create pour pousser, update pour déplacer des tags, delete pour supprimer.\nTailles, dates et vulnérabilités sont là quand l’extension de recherche du serveur est activée.",
  azureHelp:
    "Avec le programme az : az acr login --name NOM --expose-token. Nom d’utilisateur 00000000-0000-0000-0000-000000000000, et le jeton d’accès comme mot de passe ; il vaut trois heures.\nPour durer : dans le portail Azure, ouvrez le registre, puis Tokens, et créez-en un avec un scope map.\nDroits d’un scope map : content/read et metadata/read pour parcourir et tirer, content/write et metadata/write pour pousser et étiqueter, content/delete pour supprimer.\nUn principal de service convient aussi (AcrPull, AcrPush, AcrDelete) : l’ID de l’application et l’un de ses secrets. De même un jeton d’accès d’Entra, donné comme jeton du registre : il est échangé contre un jeton du registre.",
};
