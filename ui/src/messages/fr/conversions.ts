// Ce qui est dit des images qui changent de forme pendant leur copie. In French.
import type { conversions as original } from "../en/conversions";
import type { Translated } from "../message";

export const conversions: Translated<typeof original> = {
  form: "Forme des manifestes",
  asItIs: "Telle quelle",
  asItIsHint: "Octet pour octet : les empreintes restent, les signatures restent valables.",
  oci: "OCI",
  docker: "Docker schema 2",
  formHint: "Les manifestes sont réécrits : les empreintes changent, les signatures restent ici.",
  layers: "Couches",
  asTheyAre: "Telles quelles",
  zstd: "Compressées par zstd",
  zstdHint: "Plus petites et plus vite ouvertes ; ce qui est en gzip ou sans compression est recompressé en route, en OCI.",
  noZstd: "Docker schema 2 n’a pas de zstd.",
  digestLater: "son empreinte sera connue une fois ses couches compressées",
  becomesOci: "Ses manifestes deviennent OCI, donc son empreinte change. Sa configuration reste telle quelle.",
  becomesDocker: "Ses manifestes deviennent Docker schema 2, donc son empreinte change. Sa configuration reste telle quelle.",
  repacked: { plural: "layers", one: "{layers} couche est recompressée par zstd, donc son empreinte change. Son contenu reste, et est vérifié.", many: "{layers} de couches sont recompressées par zstd, donc son empreinte change. Leur contenu reste, et est vérifié.", other: "{layers} couches sont recompressées par zstd, donc son empreinte change. Leur contenu reste, et est vérifié." },
  annotationsLost: { plural: "count", one: "{count} annotation n’a pas de place dans la forme de Docker et est omise.", many: "{count} d’annotations n’ont pas de place dans la forme de Docker et sont omises.", other: "{count} annotations n’ont pas de place dans la forme de Docker et sont omises." },
  dockerInLayout: "Ses manifestes sont ceux de Docker. Certains programmes, comme skopeo, ne les cherchent pas dans un OCI layout : choisissez OCI pour les convertir.",
  uncompressedLayers: { plural: "count", one: "{count} couche est envoyée sans compression, comme dans le fichier. Compressée par zstd, elle est plus petite.", many: "{count} de couches sont envoyées sans compression, comme dans le fichier. Compressées par zstd, elles sont plus petites.", other: "{count} couches sont envoyées sans compression, comme dans le fichier. Compressées par zstd, elles sont plus petites." },
  deedOci: "{what}, en OCI",
  deedDocker: "{what}, en Docker schema 2",
  deedZstd: "{what}, couches en zstd",
};
