// Ce qui est dit de ce qui a changé entre deux images d’après leurs listes de paquets.
import type { packages as original } from "../en/packages";
import type { Translated } from "../message";

export const packages: Translated<typeof original> = {
  title: "Paquets",
  loading: "Lecture de ce qui est attaché…",
  none: "Aucune liste de paquets (SBOM, SPDX ou CycloneDX) n’est attachée à {digests}.",
  unreadable: "Une liste de paquets est attachée, mais ne peut pas être lue : {why} {said}",
  sums: "{added} ajoutés, {removed} retirés, {changed} dans d’autres versions, {same} identiques.",
  otherForms: "Les deux listes n’ont pas la même forme, et peuvent nommer un paquet autrement.",
  package: "Paquet",
  ecosystem: "De",
  notThere: "absent",
  gone: "retiré",
};
