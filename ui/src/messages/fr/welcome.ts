// What the welcome screen says. In French.
import type { welcome as original } from "../en/welcome";
import type { Translated } from "../message";

export const welcome: Translated<typeof original> = {
  tagline: "La carte de tous les registres",
  firstText: "Parcourez les dépôts, déplacez des étiquettes, supprimez des images, et revenez en arrière en cas d’erreur. Portolan a son propre registre : vous pouvez commencer sans compte et sans réseau.",
  address: "Saisissez ou collez une référence, une commande pull ou une URL dans la barre d’adresse ci-dessus ({shortcut}).",

  gallery: { plural: "count", zero: "Chercher des dépôts publics", one: "Chercher parmi {count} dépôt public", other: "Chercher parmi {count} dépôts publics" },
  galleryText: "Images, charts Helm et artefacts d’ECR Public, de Docker Hub et de Quay. Sans compte et sans réseau.",

  samples: "Commencer par des images d’exemple",
  samplesText: "De petites images fabriquées sur cet ordinateur : plusieurs plateformes, un chart Helm, un SBOM et une signature, soixante versions, et une image cassée exprès.",
  samplesAct: "Créer les images d’exemple",
  samplesMaking: "Création des images d’exemple…",
  samplesDone: "Les images d’exemple sont prêtes",
  localAct: "Ouvrir le registre local",

  connect: "Connecter un registre",
  connectText: "N’importe quel registre OCI, par son hôte ou une référence d’image collée.",
  connectAct: "Ajouter un registre…",

  known: "Déjà identifié",
  knownText: "Docker et Podman les connaissent. Ajoutez-en un avec les identifiants existants.",
  knownBy: "{source}, en tant que {user}",
  knownByNobody: "{source}",
  knownAct: "Ajouter {host}",

  registries: "Registres",
  bookmarks: "Signets",
  recent: "Ouverts récemment",
  recentEmpty: "Ce que vous ouvrez apparaît ici.",
};
