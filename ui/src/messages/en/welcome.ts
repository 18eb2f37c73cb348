// What the welcome screen says.
import type { Area } from "../message";

export const welcome = {
  tagline: "A chart of every registry",
  firstText: "Browse repositories, move tags, delete images, and take it back if it was wrong. Portolan has a registry of its own, so you can begin without an account and without a network.",
  address: "Type or paste a reference, a pull command or a URL in the address box above ({shortcut}).",

  gallery: { plural: "count", zero: "Search public repositories", one: "Search {count} public repository", other: "Search {count} public repositories" },
  galleryText: "Images, Helm charts and artifacts of ECR Public, Docker Hub and Quay. No account, no network needed.",

  samples: "Begin with sample images",
  samplesText: "Small images made on this computer: several platforms, a Helm chart, an SBOM and a signature, sixty releases, and one that is broken on purpose.",
  samplesAct: "Make sample images",
  samplesMaking: "Making sample images…",
  samplesDone: "The sample images are ready",
  localAct: "Open the local registry",

  connect: "Connect a registry",
  connectText: "Any OCI registry, by its host or a pasted image reference.",
  connectAct: "Add a registry…",

  known: "Signed in already",
  knownText: "Docker and Podman know these. Add one with the sign-in that is there.",
  knownBy: "{source}, as {user}",
  knownByNobody: "{source}",
  knownAct: "Add {host}",

  registries: "Registries",
  bookmarks: "Bookmarks",
  recent: "Opened lately",
  recentEmpty: "What you open appears here.",
} as const satisfies Area;
