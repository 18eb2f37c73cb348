// What is said of images that become another form while they are copied.
import type { Area } from "../message";

export const conversions = {
  form: "Form of the manifests",
  asItIs: "As it is",
  asItIsHint: "Byte for byte: digests stay, and signatures stay valid.",
  oci: "OCI",
  docker: "Docker schema 2",
  formHint: "Manifests are written anew: digests change, signatures stay behind.",
  layers: "Layers",
  asTheyAre: "As they are",
  zstd: "Packed by zstd",
  zstdHint: "Smaller and quicker to unpack; what is packed by gzip or not at all is packed anew on its way, as OCI.",
  noZstd: "Docker schema 2 has no zstd.",
  digestLater: "its digest is known when its layers are packed",
  becomesOci: "Its manifests become OCI, so its digest changes. Its config stays as it is.",
  becomesDocker: "Its manifests become Docker schema 2, so its digest changes. Its config stays as it is.",
  repacked: { plural: "layers", one: "{layers} layer is packed by zstd, so its digest changes. What it unpacks to stays, and is verified.", other: "{layers} layers are packed by zstd, so its digest changes. What they unpack to stays, and is verified." },
  annotationsLost: { plural: "count", one: "{count} annotation has no place in Docker’s form and is left out.", other: "{count} annotations have no place in Docker’s form and are left out." },
  dockerInLayout: "Its manifests are Docker’s. Some programs, as skopeo, don’t look for those in an OCI layout: choose OCI to have them converted.",
  uncompressedLayers: { plural: "count", one: "{count} layer is sent without compression, as the file has it. Packed by zstd it is smaller.", other: "{count} layers are sent without compression, as the file has them. Packed by zstd they are smaller." },
  // Activity.
  deedOci: "{what}, as OCI",
  deedDocker: "{what}, as Docker schema 2",
  deedZstd: "{what}, layers packed by zstd",
} as const satisfies Area;
