// What kinds of registries are called, and how one signs in to them. No drawing.
import type { RegistryKind, RepositoryFactName, RepositoryVisibility } from "~/bridge/generated/contract";
import type { PlainKey } from "~/messages/Messages";

export const kindNames: Readonly<Record<RegistryKind, PlainKey>> = {
  local: "vendors.local",
  generic: "vendors.generic",
  ecr: "vendors.ecr",
  ecrPublic: "vendors.ecrPublic",
  dockerHub: "vendors.dockerHub",
  github: "vendors.github",
  quay: "vendors.quay",
  harbor: "vendors.harbor",
  gitlab: "vendors.gitlab",
  googleArtifactRegistry: "vendors.googleArtifactRegistry",
  azure: "vendors.azure",
  zot: "vendors.zot",
  gitea: "vendors.gitea",
  artifactory: "vendors.artifactory",
  nexus: "vendors.nexus",
  pulp: "vendors.pulp",
  visited: "vendors.visited",
};

/** How one signs in, a step a line, for the kinds that have it written down. */
export const signInHelp: Readonly<Partial<Record<RegistryKind, PlainKey>>> = {
  dockerHub: "vendors.dockerHubHelp",
  github: "vendors.githubHelp",
  quay: "vendors.quayHelp",
  gitlab: "vendors.gitlabHelp",
  googleArtifactRegistry: "vendors.googleArtifactRegistryHelp",
  harbor: "ownServers.harborHelp",
  zot: "ownServers.zotHelp",
  azure: "ownServers.azureHelp",
  gitea: "ownServers.giteaHelp",
  artifactory: "ownServers.artifactoryHelp",
  nexus: "ownServers.nexusHelp",
  pulp: "ownServers.pulpHelp",
};

export const factNames: Readonly<Record<RepositoryFactName, PlainKey>> = {
  state: "vendors.state",
  cleanup: "vendors.cleanup",
  lock: "vendors.lock",
  timeMachine: "vendors.timeMachine",
  categories: "vendors.categories",
  source: "vendors.source",
};

export const visibilities: Readonly<Record<RepositoryVisibility, PlainKey>> = {
  public: "vendors.public",
  internal: "vendors.internal",
  private: "vendors.private",
};

/** Whose how-to to show for a host that is being typed; the host program recognises for itself. */
export function kindOfTyped(host: string): RegistryKind | undefined {
  const own: Readonly<Record<string, RegistryKind>> = {
    "docker.io": "dockerHub",
    "index.docker.io": "dockerHub",
    "registry-1.docker.io": "dockerHub",
    "ghcr.io": "github",
    "quay.io": "quay",
    "registry.gitlab.com": "gitlab",
    "gcr.io": "googleArtifactRegistry",
  };
  const named = own[host];
  if (named) return named;
  if (/^[^.]+\.azurecr\.(io|cn|us)$/.test(host)) return "azure";
  if (/^[^.]+\.gcr\.io$/.test(host) || /^[^.]+-docker\.pkg\.dev$/.test(host)) return "googleArtifactRegistry";
  return undefined;
}

/** Registries that scan images themselves. */
const scanners: readonly RegistryKind[] = ["ecr", "harbor", "quay", "zot"];

/** Whether a registry tells what its scans of images found. */
export function hasScans(kind: RegistryKind | undefined): boolean {
  return kind !== undefined && scanners.includes(kind);
}

/** Whether a registry scans an image when it is asked to; Quay and zot do so by themselves alone. */
export function scansOnRequest(kind: RegistryKind | undefined): boolean {
  return hasScans(kind) && kind !== "quay" && kind !== "zot";
}

/** Whether a registry makes lists of packages (SBOM) of images itself. */
export function hasSboms(kind: RegistryKind | undefined): boolean {
  return kind === "harbor";
}

/** Whether a registry has a search of its own over what is in no list. */
export function hasSearch(kind: RegistryKind | undefined): boolean {
  return kind === "quay";
}
