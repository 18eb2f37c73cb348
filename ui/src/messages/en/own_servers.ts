// How one signs in to registries that people run themselves, and to Azure's: a step a line.
import type { Area } from "../message";

export const ownServers = {
  harborHelp:
    "For yourself: in Harbor open your name, then User profile, and copy the CLI secret; it stands in for the password where you sign in through a company’s login.\nFor a program: in the project open Robot accounts and make one. Its user name is shown there, as robot$project+name.\nRights of a robot: list and read repositories and artifacts, list tags and pull to browse; push to push; create and delete tags and artifacts to change; create scans to scan.\nHere choose user name and password.",
  zotHelp:
    "Where the server knows you by name: your user name and password.\nWhere you sign in through a company’s login: in zot’s page open your name, then API keys, make one, and type it as the password.\nRights: read to browse and pull, create to push, update to move tags, delete to delete.\nSizes, dates and vulnerabilities are there when the server has its search extension switched on.",
  azureHelp:
    "With the az program: az acr login --name NAME --expose-token. User name 00000000-0000-0000-0000-000000000000, and the access token as the password; it holds three hours.\nTo stay: in the Azure portal open the registry, then Tokens, and make one with a scope map.\nRights of a scope map: content/read and metadata/read to browse and pull, content/write and metadata/write to push and tag, content/delete to delete.\nA service principal works too (AcrPull, AcrPush, AcrDelete): its application ID and a secret of it. So does an access token of Entra, given as the registry’s token: it is exchanged for one of the registry.",
  giteaHelp:
    "In Gitea or Forgejo open your settings, then Applications, and generate a token.\nGive it read:package to browse and pull, write:package to push and delete.\nHere choose user name and password: your user name there, and the token as the password. Your own password does where there is no second factor.\nImages are called owner/name; an organisation’s can be changed by those whose team may write packages.",
  artifactoryHelp:
    "In Artifactory open your name, then Edit profile, and generate an identity token.\nHere choose user name and password: your user name, and the token as the password. Where you sign in through a company’s login, the user name is the one that the profile shows.\nWhich address: by repository path the host alone, and images are called repository/name; by subdomain or port each Docker repository has an address of its own.\nRights on the repository: Read to browse and pull, Deploy to push, Delete to delete.",
  nexusHelp:
    "Which address: a Docker repository of Nexus has a connector, a port of its own, or is reached by its path; the port of the web page is not a registry.\nHere choose user name and password: those of Nexus, or the two parts of a user token.\nTo read without signing in, Nexus needs the Docker Bearer Token Realm switched on, and anonymous pull allowed for the repository.\nRights begin with nx-repository-view-docker-NAME: browse and read to browse and pull, add and edit to push, delete to delete. A group or proxy repository takes no pushes.",
  pulpHelp:
    "Here choose user name and password: those of Pulp.\nRights: container.containerdistribution_consumer to pull what is private, container.containernamespace_collaborator to push.\nTo remove tags and images, the right to change content of the repository (container.modify_content_containerpushrepository).\nRepositories that Pulp fills from elsewhere are read-only.",
} as const satisfies Area;
