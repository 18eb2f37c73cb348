// What the Settings screen says. In French.
import type { settings as original } from "../en/settings";
import type { Translated } from "../message";

export const settings: Translated<typeof original> = {
  title: "Réglages",
  subtitle: "Gardés dès que vous les changez",

  appearance: "Apparence",
  language: "Langue",
  languageSystem: "Celle du système",
  languageEnglish: "Anglais (English)",
  languageFrench: "Français",
  theme: "Thème",
  themeSystem: "Celui du système",
  themeLight: "Clair : papier et encre",
  themeDark: "Sombre : eau profonde",

  keeping: "Ce qui est gardé",
  cacheUsed: "{used} sur {limit} utilisés",
  cacheLimit: "Limite du cache de ce que vous avez vu",
  cacheHelp: "Lisible par vous seul. Il part avec sa connexion ; ce dont le retour en arrière a besoin n’en fait pas partie.",
  cacheList: "Cache par connexion",
  cacheEmpty: "Vider",
  cacheEmptyAll: "Vider tout le cache",
  cacheEmptied: "Le cache est vide",
  undo: "On peut revenir en arrière pendant",
  undoHelp: "Pendant ce temps, les octets exacts de ce qui a été changé sont gardés, et la libération d’espace les épargne.",

  network: "Réseau",
  proxy: "Proxy",
  proxySystem: "Selon l’environnement (HTTPS_PROXY, NO_PROXY)",
  proxyNone: "Aucun",
  proxyOwn: "Celui-ci",
  proxyUrl: "Adresse du proxy",
  proxyUrlHelp: "Par exemple http://proxy.example.com:3128. Une connexion peut avoir le sien.",

  local: "Registre local",
  localRunning: "En service à {address}",
  localStopped: "Arrêté",
  localHolds: "{repositories}, {bytes}",
  localOpen: "L’ouvrir",
  localStart: "Démarrer",

  folders: "Dossiers",
  home: "Tout est gardé dans",
  logs: "Journaux",
  registryFolder: "Registre local",
  downloads: "Les manifestes enregistrés vont dans",
  downloadsHelp: "Vide : le dossier de téléchargements du système.",
  copyPath: "Copier le chemin : {name}",

  help: "Quand quelque chose ne va pas",
  logLevel: "Niveau du journal",
  logError: "Erreurs seulement",
  logWarn: "Avertissements",
  logInfo: "Ce qui se passe",
  logDebug: "Détails",
  logTrace: "Tout",
  logHelp: "Les secrets ne sont jamais écrits, quel que soit le niveau.",
  diagnostics: "Copier le diagnostic",
  diagnosticsHelp: "Versions, capacités et derniers échecs, sans secrets.",
  version: "Portolan {version}, {platform}",
};
